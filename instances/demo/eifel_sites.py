"""The small workbook: what stands today, what could open, and who has consented."""

from __future__ import annotations

from typing import Any

import pandas as pd

from instances.demo.tables import table

MUNICIPAL = "§ 95 Abs. 1a SGB V"
BRANCH = "§ 24 Abs. 3 Ärzte-ZV"
DESIGNATED, MODEL_PROJECT = "§ 115g SGB V", "Modellvorhaben"


def sites() -> pd.DataFrame:
    """Five sites stand, and one beyond the border; seven may open, one will open in any case, one will not."""
    return pd.DataFrame(
        [
            _standing("KH-Bitburg", "Demo-Krankenhaus Bitburg", "hospital", "freigemeinnützig"),
            _standing("KH-Daun", "Demo-Krankenhaus Daun", "hospital", "freigemeinnützig"),
            _standing(
                *("KH-Prüm", "Demo-Krankenhaus Prüm", "hospital", "kommunal", DESIGNATED),
                allowed_types="sve, igz",
                may_convert="yes",
            ),
            _standing("MVZ-Hillesheim", "Demo-MVZ Hillesheim", "mvz_municipal", "kommunal", MUNICIPAL),
            _standing(
                *("ZP-Kyllburg", "Demo-Zweigpraxis Kyllburg", "branch_practice", "ärztlich", BRANCH), may_close="yes"
            ),
            _standing(
                *("KH-Dahlem", "Demo-Krankenhaus Dahlem (NRW)", "hospital", "privat"), status="outside", open_share=0.25
            ),
            _new("Z-Prüm", "Zentrum Prüm", "pvz, ipvz", "kommunal", MUNICIPAL, lat=50.203, lon=6.43),
            _new("Z-Gerolstein", "Zentrum Gerolstein", "igz", "freigemeinnützig", MODEL_PROJECT),
            _new("Z-Daun", "Zentrum Daun", "pvz", "ärztlich", extra_setup_cost=300_000.0),
            _new("Z-Manderscheid", "Zentrum Manderscheid", "ipvz, ipvz_tele", "kommunal", MUNICIPAL),
            _new("Z-Speicher", "Zentrum Speicher", "ipvz", "privat", earliest_year=2032),
            _new("ZP-Bleialf", "Zweigpraxis Bleialf", "branch_practice", "ärztlich", BRANCH),
            _new("ZP-Waxweiler", "Zweigpraxis oder Kiosk Waxweiler", "branch_practice, kiosk", "kommunal"),
            _new("MVZ-Kelberg", "MVZ Kelberg", "mvz_municipal", "kommunal", MUNICIPAL, status="fixed"),
            _new("MVZ-Stadtkyll", "MVZ Stadtkyll", "mvz_municipal", "kommunal", MUNICIPAL, status="excluded"),
        ]
    )


def site_limits() -> pd.DataFrame:
    """One building has room for fewer seats than its type."""
    return table("site resource minimum maximum", ("Z-Daun", "gp_seat", None, 8.0))


def existing() -> pd.DataFrame:
    """Seats are known by place around Prüm, by area elsewhere, and by site where there is one; some will retire."""
    first, second = "2029-2031", "2032-2034"
    return table(
        "site place area resource period units",
        ("KH-Bitburg", None, None, "emergency_bay", None, 2.0),
        ("KH-Bitburg", None, None, "short_stay_bed", None, 6.0),
        ("KH-Daun", None, None, "emergency_bay", None, 1.0),
        ("KH-Daun", None, None, "short_stay_bed", None, 3.0),
        ("KH-Prüm", None, None, "emergency_bay", None, 1.0),
        ("KH-Prüm", None, None, "short_stay_bed", None, 2.0),
        ("KH-Dahlem", None, None, "emergency_bay", None, 4.0),
        ("KH-Dahlem", None, None, "short_stay_bed", None, 12.0),
        ("MVZ-Hillesheim", None, None, "gp_seat", None, 2.0),
        ("ZP-Kyllburg", None, None, "gp_seat", None, 0.5),
        ("ZP-Kyllburg", None, None, "gp_seat", second, 0.25),
        (None, "Prüm", None, "gp_seat", None, 3.25),
        (None, "Prüm", None, "gp_seat", first, 3.0),
        (None, "Prüm", None, "gp_seat", second, 2.5),
        (None, "Schönecken", None, "gp_seat", None, 1.0),
        (None, "Arzfeld", None, "gp_seat", None, 1.0),
        (None, "Arzfeld", None, "gp_seat", first, 0.75),
        (None, "Arzfeld", None, "gp_seat", second, 0.5),
        (None, None, "Gerolstein", "gp_seat", None, 7.75),
        (None, None, "Gerolstein", "gp_seat", second, 6.5),
        (None, None, "Daun", "gp_seat", None, 8.5),
        (None, None, "Daun", "gp_seat", first, 7.75),
        (None, None, "Daun", "gp_seat", second, 6.75),
        (None, None, "Bitburg", "gp_seat", None, 12.75),
        (None, None, "Bitburg", "gp_seat", second, 11.75),
    )


def consents() -> pd.DataFrame:
    """Who has said what so far; where nothing stands, the answer is open."""
    return table(
        "site actor answer note",
        ("Z-Prüm", "Kommune", "given", "Stadtrat, Beschluss (erfunden)"),
        ("Z-Prüm", "KV", "given", None),
        ("Z-Manderscheid", "Kommune", "given", None),
        ("Z-Manderscheid", "KV", "open", "Gespräche laufen (erfunden)"),
        ("Z-Speicher", "KV", "refused", "Sitze sollen in Bitburg bleiben (erfunden)"),
        ("Z-Gerolstein", "Krankenkassen", "open", None),
    )


def _standing(site: str, label: str, kind: str, carrier: str, legal_basis: str = "", **rest: Any) -> dict[str, Any]:
    town = site.split("-", 1)[1]
    row = {"site": site, "label": label, "place": town, "status": "existing", "present_type": kind}
    return row | {"carrier": carrier, "legal_basis": legal_basis} | rest


def _new(site: str, label: str, allowed: str, carrier: str, legal_basis: str = "", **rest: Any) -> dict[str, Any]:
    town = site.split("-", 1)[1]
    row = {"site": site, "label": label, "place": town, "status": "candidate", "allowed_types": allowed}
    return row | {"carrier": carrier, "legal_basis": legal_basis} | rest
