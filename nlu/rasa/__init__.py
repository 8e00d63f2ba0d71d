"""Components that Rasa loads into its pipeline (`config.yml`): Python 3.10, nothing of ours outside `nlu`."""
