"""`soundings routes`: every address, its methods and who may use it."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand

from soundings.config.routes import Route, all_routes
from soundings.core.audience import AUDIENCES


class Command(BaseCommand):
    help = "List every address, its methods and who may use it."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="for programs, with what each audience means")

    def handle(self, **options):
        routes = all_routes()
        if options["json"]:
            meanings = {name: str(sentence) for name, sentence in AUDIENCES.items()}
            content = {"routes": [asdict(route) for route in routes], "audiences": meanings}
            self.stdout.write(json.dumps(content, indent=2, ensure_ascii=False))
            return
        for route in routes:
            self.stdout.write(_line(route))


def _line(route: Route) -> str:
    return f"{route.audience or 'not stated':<14} {' '.join(route.methods) or 'any':<22} {route.pattern}  {route.name}"
