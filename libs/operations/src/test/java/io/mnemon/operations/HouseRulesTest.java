package io.mnemon.operations;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
