"""The desk: messages come in, are understood, answered and sent; faces and jobs hang here."""
