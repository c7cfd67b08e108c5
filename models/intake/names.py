"""The commonest given names and surnames, folded, as words: to notice a column of names.

After the Social Security Administration's popular given names by decade (1950s to 2000s) and the
Census Bureau's frequently occurring surnames of 2010; a few Spanish given names beside them. Words
that are also everyday words of a petition ("will", "may", "page", "county") are left out.
"""

from __future__ import annotations

_FIRST_NAMES = """
james robert john michael david william richard joseph thomas christopher charles daniel matthew
anthony mark donald steven andrew paul joshua kenneth kevin brian timothy ronald george jason
edward jeffrey ryan jacob nicholas gary eric jonathan stephen larry justin scott brandon
benjamin samuel gregory alexander patrick frank raymond jack dennis jerry tyler aaron jose adam
nathan henry zachary douglas peter kyle noah ethan jeremy mary patricia jennifer linda elizabeth
barbara susan jessica sarah karen lisa nancy betty sandra margaret ashley kimberly emily donna
michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia dorothy amy
kathleen angela shirley emma brenda pamela nicole anna samantha katherine christine debra rachel
carolyn janet maria olivia heather helen catherine diane julie victoria joyce lauren kelly
christina ruth joan juan carlos luis jorge pedro miguel jesus manuel francisco alejandro
fernando rafael ramon javier sergio ricardo eduardo roberto raul guadalupe rosa carmen ana luz
alicia gloria martha teresa juana yolanda leticia veronica silvia elena isabel lucia sofia
gabriela adriana
"""
_SURNAMES = """
smith johnson williams jones garcia miller davis rodriguez martinez hernandez lopez gonzalez
wilson anderson thomas taylor moore jackson martin lee perez thompson harris sanchez clark
ramirez lewis robinson walker allen wright scott torres nguyen flores adams nelson baker rivera
campbell mitchell carter roberts gomez phillips evans turner diaz parker cruz edwards collins
reyes stewart morris morales murphy rogers gutierrez ortiz morgan cooper peterson bailey reed
kelly howard ramos kim cox richardson watson brooks chavez bennett mendoza ruiz hughes alvarez
castillo sanders patel myers jimenez vasquez romero herrera medina aguilar vargas guzman mendez
munoz salazar soto delgado pena rios alvarado sandoval contreras valdez guerrero estrada ortega
nunez
"""

FIRST_NAMES = frozenset(_FIRST_NAMES.split())
SURNAMES = frozenset(_SURNAMES.split())
