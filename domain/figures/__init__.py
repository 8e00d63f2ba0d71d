"""Support's figures: how long people wait, whether they are content, and how much the assistant settles alone."""
