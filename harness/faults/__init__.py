"""What can go wrong between an application and a vendor, one fault a file.

A fault is given the reply as it would be (`proceed`) and gives the one that is sent; so faults stack. It knows no
API: the exchange brings the API's own forms of errors. `harness explain NAME` prints a fault's page.
"""
