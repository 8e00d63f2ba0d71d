"""Understanding shopkeepers: from a message in any spelling to a frame. Stands alone; `contract` is its border."""
