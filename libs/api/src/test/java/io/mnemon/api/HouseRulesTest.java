package io.mnemon.api;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
