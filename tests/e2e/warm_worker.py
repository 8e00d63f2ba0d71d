"""Imported once by the process that workers are forked from."""

from bot.worker_process import warm_up

warm_up()
