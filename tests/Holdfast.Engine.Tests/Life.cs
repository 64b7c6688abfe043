using Holdfast.Ledger;

namespace Holdfast.Engine.Tests;

/// <summary>A life in which every kind of entry happens.</summary>
public static class Life
{
    public static async Task<AccountId> LiveAsync(EngineFixture fixture)
    {
        var id = new AccountId(Guid.CreateVersion7());
        Task<Answer> Do(Command command) => fixture.MustAsync(id, command);
        void Wait(double days) => fixture.Clock.Advance(TimeSpan.FromDays(days));
        await Do(new OpenAccount
        {
            Id = id,
            Plan = "creator",
            TimeZone = "Europe/Berlin",
            Profile = new() { Email = "ann@example.com", ExternalId = "ext", Attributes = [new("icp_flow", """{"b":1,"a":"ü"}""")] },
        });
        await Do(new GiveGrant { Asset = "eur", Amount = Amount.Units(1), Source = GrantSource.Trial, UntilVerified = true });
        await Do(new ChangeAccount { EmailVerified = true, Providers = new(true, ["github"]), Attributes = [new("logo", "\"x\"")] });
        await Do(new DismissNotices { Asset = "eur" });
        await Do(new GiveGrant { Asset = "eur", Amount = Amount.Units(20), Source = GrantSource.Purchase });
        await Do(new GiveGrant { Asset = "usd", Amount = Amount.Units(2), Source = GrantSource.Promo, StartsAt = fixture.Engine.Now + TimeSpan.FromDays(1), ExpiresAt = fixture.Engine.Now + TimeSpan.FromDays(2) });
        await Do(new SetMember { Member = "ann", Role = Role.LiteMember, Name = "Ann", Email = "ann@example.com" });
        var key = await Do(new CreateKey { Name = "k", Member = "ann", SecretHash = new('a', 64), Preview = "hf_abc...wxyz", Scopes = ["work"], Budget = new("eur", Amount.Units(5), Window.Day) });
        await Do(new SetLimit { Name = "team", Operation = "image.generate", Amount = Amount.Units(9), Per = Window.Month, Member = "ann" });
        await Do(new SetLimit { Name = "spare", Asset = "usd", Amount = Amount.Units(9), Per = Window.Total });
        await Do(new RemoveLimit { Name = "spare" });
        var keyId = ((KeyCreated)key.Entry!.Body).Key.Id;
        await Do(new PlaceHold { Hold = "h1", Operation = "image.generate", Amount = new("eur", new(1_234_567)), Key = keyId });
        await Do(new CaptureHold { Hold = "h1", Amount = new("eur", new(234_567)), Final = false });
        await Do(new CaptureHold { Hold = "h1" });
        await Do(new PlaceHold { Hold = "h2", Operation = "platform.search", Quantity = Amount.Units(1) });
        await Do(new ExtendHold { Hold = "h2", Lifetime = TimeSpan.FromHours(2) });
        await Do(new ReleaseHold { Hold = "h2" });
        await Do(new PlaceHold { Hold = "h3", Operation = "text_to_speech", Quantity = Amount.Units(5) });
        await Do(new RotateKey { Key = keyId, Overlap = TimeSpan.FromHours(1), SecretHash = new('b', 64), Preview = "hf_def...wxyz" });
        await Do(new RevokeKey { Key = keyId });
        await Do(new CreateKey { Name = "k2", Member = "ann", SecretHash = new('c', 64), Preview = "hf_ghi...wxyz" });
        await Do(new RemoveMember { Member = "ann" });
        await Do(new SetExtension { Meter = "characters", Limit = null });
        var charge = await Do(new Charge { Operation = "text_to_speech", Quantity = Amount.Units(100_500), CallerId = "key/charge" });
        await Do(new Refund { Charge = charge.Entry!.Seq, Charged = charge.Entry, CallerId = "key/refund" });
        await Do(new TakeSlot { Slot = "voices", Item = "v1" });
        await Do(new FreeSlot { Slot = "voices", Item = "v1" });
        await Do(new TakeSlot { Slot = "voices", Item = "v2", Lease = TimeSpan.FromHours(1) });
        await Do(new TakeSlot { Slot = "voices", Item = "v2", Lease = TimeSpan.FromHours(2) });
        await Do(new SetCap { Asset = "usd", Amount = Amount.Units(50) });
        await Do(new SetAutoReload { Enabled = true, Asset = "usd", Threshold = Amount.Units(5), Amount = Amount.Units(20) });
        await Do(new PlaceHold { Hold = "h4", Operation = "image.generate", Amount = new("eur", Amount.Units(1)) });
        await Do(new CaptureHold { Hold = "h4", Amount = new("eur", Amount.Units(90)), Over = OverCapture.Cap, Final = false });
        await Do(new CaptureHold { Hold = "h4", Amount = new("eur", Amount.Units(3)), Over = OverCapture.Overflow });
        await Do(new GiveGrant { Asset = "eur", Amount = Amount.Units(2), Source = GrantSource.Promo });
        await Do(new SetPlan { Plan = "creator", Status = PlanStatus.PastDue });
        await Do(new SetPlan { Plan = "pro", AtPeriodEnd = true });
        Wait(40);
        await Do(new Charge { Operation = "platform.reveal", Quantity = Amount.Units(7) });
        var late = await Do(new Charge { Operation = "platform.reveal", Quantity = Amount.Units(1), UsedAt = fixture.Engine.Now + -TimeSpan.FromHours(1) });
        await Do(new Refund { Charge = late.Entry!.Seq, Charged = late.Entry });
        await Do(new SetPlan { Plan = "business", KeepsPeriod = true });
        await Do(new SetPlan { Plan = "team", KeepsLeft = true });
        Wait(400);
        await Do(new CloseAccount());
        return id;
    }
}
