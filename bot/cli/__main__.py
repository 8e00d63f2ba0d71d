"""`python -m bot.cli` is `vyapari`."""

from bot.cli import main

main()
