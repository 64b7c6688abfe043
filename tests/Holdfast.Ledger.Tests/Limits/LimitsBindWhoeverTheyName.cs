namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that a limit is never passed by what it binds, and binds nothing else.</summary>
public class LimitsBindWhoeverTheyName
{
    [Fact]
    public void Money_is_limited_for_everybody() => Scenario.Check("""
        open
        grant usd 100
        grant eur 100
        key phone
        limit team usd:10/day
        charge usd 4
        hold h1 usd 3 key=phone
        limit? team used=4 held=3 most=usd:10/Day
        charge usd 3.000001            -> BudgetReached limit=limit:team available=3 affordable=3
        hold h2 scan 7 key=phone       -> BudgetReached limit=limit:team available=3 affordable=6
        charge usd 3
        charge scan 1                  -> BudgetReached available=0 affordable=0
        # Another asset, or none, is not limited.
        charge eur 50
        charge speak 1
        """);

    [Fact]
    public void Units_of_an_operation_are_limited() => Scenario.Check("""
        open plan=basic
        limit finds find:10/month
        limit? finds most=find:10/Month operation=find
        hold h1 find 4
        charge find 5
        limit? finds used=5 held=4
        charge find 2                  -> QuotaReached limit=limit:finds available=1 affordable=1
        charge search 1
        charge find 1
        charge find 1                  -> QuotaReached available=0 affordable=0
        # Whoever names the amount uses one unit each time.
        grant usd 10
        limit renders render:2/day
        charge render usd 3
        hold h2 render usd 3
        charge render usd 0.1          -> QuotaReached limit=limit:renders available=0 affordable=0
        release h2
        charge render usd 0.1
        """);

    [Fact]
    public void Money_of_one_operation_is_limited() => Scenario.Check("""
        open
        grant usd 100
        limit scans usd:2/total operation=scan
        charge render usd 50
        charge scan 5                  -> BudgetReached limit=limit:scans available=2 affordable=4
        charge scan 4
        limit? scans used=2 window=-9223372036854775808..9223372036854775807
        """);

    [Fact]
    public void A_key_is_limited_with_all_its_rotations() => Scenario.Check("""
        open plan=pro
        key phone budget=usd:10/total
        key tablet
        rotate phone phone2 1h
        # Whichever of its keys is named, the limit binds them all.
        limit few find:3/day key=phone2
        limit less usd:4/day key=phone
        limit? few key=k2
        charge find 2 key=phone
        charge find 2 key=phone2       -> QuotaReached limit=limit:few available=1 affordable=1
        charge find 9 key=tablet
        charge find 9
        hold h1 usd 3 key=phone2
        charge usd 2 key=phone         -> BudgetReached limit=limit:less available=1 affordable=1
        charge usd 8 key=phone         -> KeyBudgetReached limit=key:k2 available=7 affordable=1
        charge usd 8 key=phone2        -> KeyBudgetReached limit=key:k4 available=7 affordable=1
        rotate phone2 phone3
        charge find 2 key=phone3       -> QuotaReached limit=limit:few affordable=1
        charge usd 2 key=phone3        -> BudgetReached affordable=1
        limit few find:3/day key=k9    -> KeyUnknown
        """);

    [Fact]
    public void The_narrowest_limit_is_said_first_and_then_the_one_with_the_first_name() => Scenario.Check("""
        open
        grant usd 100
        key phone budget=usd:1/day
        limit b usd:1/day
        limit a usd:1/day
        limit z usd:1/day key=phone
        limit y scan:1/day key=phone
        limit c scan:1/day
        limits -> key:k3, limit:y, limit:z, limit:a, limit:b, limit:c
        charge scan 9 key=phone        -> KeyBudgetReached limit=key:k3 affordable=1
        limit z usd:9/day key=phone
        charge scan 9                  -> BudgetReached limit=limit:a affordable=1
        limit a usd:9/day
        charge scan 9                  -> BudgetReached limit=limit:b affordable=1
        unlimit b
        charge scan 9                  -> QuotaReached limit=limit:c affordable=1
        charge scan 1 key=phone
        charge usd 0.4 key=phone
        charge usd 0.2 key=phone       -> KeyBudgetReached available=0.1 affordable=0.1
        """);

    [Fact]
    public void What_passes_every_limit_is_said_whichever_binds() => Scenario.Check("""
        open plan=basic
        limit credits credits:50/day
        limit finds find:30/week
        limit few find:20/period
        charge find 60                 -> BudgetReached limit=limit:credits available=50 affordable=20
        charge find 40                 -> QuotaReached limit=limit:few available=20 affordable=20
        charge find 20
        charge find 1                  -> QuotaReached limit=limit:few affordable=0
        """);

    [Fact]
    public void Nothing_at_all_is_a_limit_too() => Scenario.Check("""
        open
        grant usd 1
        limit none usd:0/total
        charge usd 0.000001            -> BudgetReached available=0 affordable=0
        """);

    [Fact]
    public void A_limit_is_an_amount_of_what_there_is() => Scenario.Check("""
        limit a gold:1/day money       -> AssetUnknown
        limit a gold:1/day             -> OperationUnknown
        limit a eur:1/day operation=x  -> OperationUnknown
        limit a eur:0.001/day          -> AmountTooPrecise
        limit a eur:-1/day             -> AmountOutOfRange
        limit a find:-1/day            -> QuantityOutOfRange
        limit a find:1.5/day           -> QuantityOutOfRange
        limit a print:1.5/day
        unlimit b                      -> LimitUnknown
        close
        limit a find:1/day             -> AccountClosed
        unlimit a                      -> AccountClosed
        """);
}
