"""Exchange with the centre: enrolment of this device, synchronisation, document numbers, attachments."""
