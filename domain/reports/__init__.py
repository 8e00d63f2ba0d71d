"""Figures of a period that are read, never kept: profit, GST by slab, days, purchases."""
