package io.mnemon.bench;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
