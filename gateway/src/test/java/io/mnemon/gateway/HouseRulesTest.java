package io.mnemon.gateway;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
