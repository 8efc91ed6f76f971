"""`soundings doctor`: looks the installation over and says how to mend what is wrong."""

from django.core.management.base import BaseCommand, CommandError

from soundings.config.checks import examine


class Command(BaseCommand):
    help = "Check settings, databases, styles, mail, trail anchors and sign-in; say how to mend each."
    requires_system_checks = ()  # they are the first finding

    def handle(self, **options):
        faults = 0
        for finding in examine():
            sign = self.style.ERROR("MEND") if finding.mend else self.style.SUCCESS(" ok ")
            self.stdout.write(f"[{sign}] {finding.subject}: {finding.found}")
            if finding.mend:
                faults += 1
                self.stdout.write(f"       {finding.mend}")
        if faults:
            raise CommandError(f"{faults} to mend.")
        self.stdout.write("All is well.")
