package io.mnemon.client;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
