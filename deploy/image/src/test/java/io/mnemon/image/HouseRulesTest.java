package io.mnemon.image;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
