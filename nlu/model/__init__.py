"""The trained model's life: its training sentences, training, serving, asking, measuring, and when its answers are doubted."""
