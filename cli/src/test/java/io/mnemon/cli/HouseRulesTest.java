package io.mnemon.cli;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
