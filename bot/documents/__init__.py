"""Files for retailers: documents of actions as PDF, Excel, picture or zip, in the retailer's language.

What draws (fpdf2, matplotlib, openpyxl) takes up to a second to load, so each is imported with the first file it makes.
"""
