using System.Collections.Immutable;
using System.Reflection;

namespace Holdfast.Ledger.Tests;

/// <summary>
/// Guarantees that the same caller's id with another request is noticed, whatever differs, and that the fingerprints in the
/// journal stay true: they may never change.
/// </summary>
public class RequestHashTests
{
    private static readonly Instant At = new(1_700_000_000_000_000);

    private static readonly Profile Profile = new()
    {
        ExternalId = "x1", Email = "e", Username = "u", FirstName = "f", LastName = "l", Name = "n", EmailVerified = true, TwoFactorEnabled = true,
        Providers = ["google"], PromptAnalysisOptIn = true, PasswordChangedAt = At, Attributes = [new("a", "1")],
    };

    /// <summary>One of each command, everything given, and its fingerprint.</summary>
    private static readonly (Command Command, long Hash)[] Examples =
    [
        (new OpenAccount { Id = default, Profile = Profile, Billing = Billing.Subscription, Plan = "pro", TimeZone = "Europe/Berlin" }, -260_596_428_982_219_034),
        (new ChangeAccount
        {
            ExternalId = new(true, "x1"), Email = new(true, "e"), Username = new(true, "u"), FirstName = new(true, "f"), LastName = new(true, "l"),
            Name = new(true, "n"), EmailVerified = true, TwoFactorEnabled = true, Providers = (ImmutableArray<string>)["google"], PromptAnalysisOptIn = true,
            PasswordChangedAt = new(true, At), Suspended = true, Billing = Billing.Subscription, TimeZone = "Europe/Berlin", Attributes = [new("a", "1")],
        }, -5_652_883_198_203_034_624),
        (new CloseAccount(), 6_462_214_974_219_951_154),
        (new SetCap { Asset = "usd", Amount = Amount.Units(5) }, -9_164_310_620_191_496_117),
        (new SetExtension { Meter = "chars", Limit = Amount.Units(5) }, -8_752_844_337_932_699_635),
        (new SetAutoReload { Enabled = true, Asset = "usd", Threshold = Amount.Units(5), Amount = Amount.Units(6) }, -7_467_027_979_208_406_175),
        (new DismissNotices { Asset = "usd" }, 5_250_187_803_173_018_611),
        (new GiveGrant
        {
            Asset = "usd", Amount = Amount.Units(5), Source = GrantSource.Promo, Priority = 7, StartsAt = At, ExpiresAt = new(At.Micros + 5), UntilVerified = true,
        }, -5_909_714_817_804_401_406),
        (new Refund { Charge = 7, Amount = Amount.Units(5) }, -7_847_195_904_909_128_447),
        (new PlaceHold { Hold = "h", Operation = "find", Quantity = Amount.Units(5), Amount = new("usd", Amount.Units(6)), Lifetime = TimeSpan.FromHours(1), Key = "k2", Member = "m" }, -4_864_790_846_904_234_236),
        (new CaptureHold { Hold = "h", Quantity = Amount.Units(5), Amount = new("usd", Amount.Units(6)), Final = true, Over = OverCapture.Cap }, 6_377_895_126_265_575_592),
        (new ReleaseHold { Hold = "h" }, 8_916_729_219_441_565_493),
        (new ExtendHold { Hold = "h", Lifetime = TimeSpan.FromHours(1) }, 8_390_634_419_951_379_232),
        (new Charge { Operation = "find", Quantity = Amount.Units(5), Amount = new("usd", Amount.Units(6)), Key = "k2", Member = "m", UsedAt = At }, 4_750_440_660_775_801_922),
        (new CreateKey { Name = "n", Member = "m", Scopes = ["a", "b"], ExpiresAt = At, Budget = new("usd", Amount.Units(5), Window.Week), SecretHash = "s", Preview = "p" }, 9_101_747_135_121_087_576),
        (new RotateKey { Key = "k2", Overlap = TimeSpan.FromHours(1), SecretHash = "s", Preview = "p" }, 7_340_897_463_262_407_772),
        (new RevokeKey { Key = "k2" }, 4_983_583_901_837_627_846),
        (new SetLimit { Name = "n", Member = "m", Key = "k2", Operation = "find", Asset = "usd", Amount = Amount.Units(5), Per = Window.Week }, 2_621_753_176_375_678_975),
        (new RemoveLimit { Name = "n" }, -1_988_042_395_526_121_406),
        (new SetMember { Member = "m", Role = Role.LiteMember, Name = "n", Email = "e" }, 4_212_022_978_695_912_871),
        (new RemoveMember { Member = "m" }, 7_411_541_756_985_946_609),
        (new SetPlan { Plan = "pro", Status = PlanStatus.Trialing, Anchor = At, Billing = BillingPeriod.Annual, AtPeriodEnd = true, KeepsLeft = true, KeepsPeriod = true }, 1_661_705_287_492_494_104),
        (new TakeSlot { Slot = "voices", Item = "i", Lease = TimeSpan.FromHours(1) }, 4_577_668_013_937_671_528),
        (new FreeSlot { Slot = "voices", Item = "i" }, -1_115_829_795_568_229_754),
    ];

    /// <summary>What is no part of the request: ids made on the way, secrets, and what was looked up for the command.</summary>
    private static readonly string[] LeftOut =
    [
        "CallerId", "OpenAccount.Id", "CreateKey.SecretHash", "CreateKey.Preview", "RotateKey.SecretHash", "RotateKey.Preview", "Refund.Charged", "Refund.Drawn",
    ];

    [Fact]
    public void Every_command_has_an_example() => Assert.Equal(
        typeof(Command).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Command))).Select(type => type.Name).Order(),
        Examples.Select(example => example.Command.GetType().Name).Order());

    [Fact]
    public void Fingerprints_never_change()
    {
        var table = string.Join('\n', Examples.Select(example => $"{example.Command.GetType().Name} {example.Command.RequestHash}"));
        Assert.True(Examples.All(example => example.Command.RequestHash == example.Hash), table);
    }

    [Fact]
    public void Every_property_is_part_of_the_fingerprint()
    {
        foreach (var (command, _) in Examples)
            foreach (var property in Settable(command.GetType()))
                foreach (var other in Others(property.PropertyType, property.GetValue(command)))
                {
                    var left = LeftOut.Contains(property.Name) || LeftOut.Contains($"{command.GetType().Name}.{property.Name}");
                    var changed = (Command)With(command, property, other);
                    Assert.True((changed.RequestHash == command.RequestHash) == left, $"{command} and {changed} have {(left ? "other fingerprints" : "one fingerprint")}");
                }
    }

    [Fact]
    public void No_two_requests_of_one_command_have_one_fingerprint()
    {
        var hashes = new Dictionary<long, string>();
        foreach (var (command, _) in Examples)
        {
            Assert.True(hashes.TryAdd(command.RequestHash, command.ToString()));
            foreach (var property in Settable(command.GetType()))
                foreach (var other in Others(property.PropertyType, property.GetValue(command)))
                {
                    var changed = (Command)With(command, property, other);
                    if (changed.RequestHash == command.RequestHash) continue;
                    Assert.True(hashes.TryAdd(changed.RequestHash, changed.ToString()), $"{changed} has the fingerprint of {hashes[changed.RequestHash]}");
                }
        }
    }

    [Fact]
    public void Texts_that_only_join_to_the_same_differ()
    {
        Assert.NotEqual(new TakeSlot { Slot = "ab", Item = "c" }.RequestHash, new TakeSlot { Slot = "a", Item = "bc" }.RequestHash);
        Assert.NotEqual(new CreateKey { Name = "n", Scopes = ["ab"], SecretHash = "", Preview = "" }.RequestHash,
            new CreateKey { Name = "n", Scopes = ["a", "b"], SecretHash = "", Preview = "" }.RequestHash);
        Assert.NotEqual(new SetPlan { Plan = "" }.RequestHash, new SetPlan().RequestHash);
        Assert.NotEqual(new ChangeAccount().RequestHash, new ChangeAccount { Email = new(true, null) }.RequestHash);
        Assert.NotEqual(new ChangeAccount { Attributes = [new("a", "null")] }.RequestHash, new ChangeAccount().RequestHash);
        Assert.NotEqual(new SetCap { Asset = "usd", Amount = Amount.Zero }.RequestHash, new SetCap { Asset = "usd" }.RequestHash);
        Assert.Equal(new GiveGrant { Asset = "usd", Amount = default, Source = default }.RequestHash,
            new GiveGrant { Asset = "usd", Amount = default, Source = default, Priority = Grant.PriorityDefault }.RequestHash);
    }

    private static IEnumerable<PropertyInfo> Settable(Type type) => type.GetProperties().Where(property => property.CanWrite);

    private static object With(object command, PropertyInfo property, object? value)
    {
        var clone = command.GetType().GetMethod("<Clone>$")!.Invoke(command, [])!;
        property.SetValue(clone, value);
        return clone;
    }

    /// <summary>Other values in the place of one.</summary>
    private static IEnumerable<object?> Others(Type type, object? value)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Others(inner, value).Append(null);
        if (type.IsEnum) return Enum.GetValues(type).Cast<object>().Where(other => !other.Equals(value));
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>)) return OtherOptionals(type, value!);
        if (value is string text) return [text + "x", "", null];
        return value switch
        {
            bool flag => [!flag],
            long number => [number + 1, number + (1L << 16), number + (1L << 32), number + (1L << 48), -number],
            int number => [number + 1, -number],
            Amount amount => [new Amount(amount.Micros + 1), Amount.Zero],
            Instant instant => [new Instant(instant.Micros + 1)],
            TimeSpan span => [span + TimeSpan.FromSeconds(1)],
            AssetAmount amount => [amount with { Asset = "eur" }, amount with { Amount = Amount.Units(9) }],
            AccountId => [new AccountId(new(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))],
            ImmutableArray<string> texts => [texts.Add("more"), texts.SetItem(0, "other"), ImmutableArray<string>.Empty],
            ImmutableArray<ProfileAttribute> => [(ImmutableArray<ProfileAttribute>)[new("a", "2")], (ImmutableArray<ProfileAttribute>)[new("b", "1")], ImmutableArray<ProfileAttribute>.Empty],
            ImmutableArray<Grant> => [default(ImmutableArray<Grant>)],
            Ledger.Profile or Budget => Settable(type).SelectMany(property => Others(property.PropertyType, property.GetValue(value)), (property, other) => With(value, property, other)),
            null => [],
            _ => throw new InvalidDataException(type.Name),
        };
    }

    private static IEnumerable<object?> OtherOptionals(Type type, object value)
    {
        var content = type.GetGenericArguments()[0];
        return Others(content, type.GetProperty("Value")!.GetValue(value))
            .Where(other => other is not null || !content.IsValueType || Nullable.GetUnderlyingType(content) is not null)
            .Select(other => Activator.CreateInstance(type, true, other))
            .Append(Activator.CreateInstance(type));
    }
}
