using System.Text;

namespace Holdfast.Ledger.Tests;

/// <summary>Commands as lines, in nearly the words of the scenario tables.</summary>
internal static class Table
{
    public static string Line(Command command)
    {
        var line = command switch
        {
            OpenAccount open => $"open plan={open.Plan} zone={open.TimeZone} billing={open.Billing} {(open.Profile.EmailVerified ? "verified" : "")} password={Shown(open.Profile.PasswordChangedAt)}",
            ChangeAccount change => $"patch {Given(change)}",
            CloseAccount => "close",
            SetCap set => $"cap {set.Asset} {Shown(set.Amount)}",
            SetExtension set => $"extension {set.Meter} {Shown(set.Limit)}",
            SetAutoReload set => $"reload {set.Asset} {set.Threshold} {set.Amount} {(set.Enabled ? "" : "off")}",
            DismissNotices dismiss => $"dismiss {dismiss.Asset}",
            GiveGrant give => $"grant {give.Asset} {give.Amount} {give.Source} priority={give.Priority} starts={Shown(give.StartsAt)} expires={Shown(give.ExpiresAt)} {(give.UntilVerified ? "pending" : "")}",
            Refund refund => $"refund {refund.Charge} {Shown(refund.Amount)}",
            PlaceHold place => $"hold {place.Hold} {Sized(place.Operation, place.Quantity, place.Amount)} for={place.Lifetime} key={place.Key} member={place.Member}",
            Charge charge => $"charge {Sized(charge.Operation, charge.Quantity, charge.Amount)} key={charge.Key} member={charge.Member} used={Shown(charge.UsedAt)}",
            CaptureHold capture => $"capture {Sized(capture.Hold, capture.Quantity, capture.Amount)} {(capture.Final ? "" : "part")} {(capture.Over == OverCapture.Reject ? "" : capture.Over)}",
            ReleaseHold release => $"release {release.Hold}",
            ExtendHold extend => $"extend {extend.Hold} {extend.Lifetime}",
            SetPlan set => $"plan {set.Plan ?? "none"} status={set.Status} billing={set.Billing} anchor={Shown(set.Anchor)} {(set.AtPeriodEnd ? "later" : "")}{(set.KeepsLeft ? " left=keep" : "")}{(set.KeepsPeriod ? " period=keep" : "")}",
            CreateKey create => $"key {create.Name} member={create.Member} scopes={string.Join(',', create.Scopes)} expires={Shown(create.ExpiresAt)} budget={create.Budget?.Asset}:{create.Budget?.Amount}/{create.Budget?.Per}",
            SetLimit set => $"limit {set.Name} {set.Asset ?? set.Operation}:{set.Amount}/{set.Per} operation={set.Operation} member={set.Member} key={set.Key}",
            SetMember set => $"member {set.Member} {set.Role} name={set.Name} email={set.Email}",
            RemoveMember remove => $"leave {remove.Member}",
            RemoveLimit remove => $"unlimit {remove.Name}",
            RotateKey rotate => $"rotate {rotate.Key} {rotate.Overlap}",
            RevokeKey revoke => $"revoke {revoke.Key}",
            TakeSlot take => $"slot {take.Slot} {take.Item} for={take.Lease}",
            FreeSlot free => $"free {free.Slot} {free.Item}",
            _ => command.ToString(),
        };
        return line.TrimEnd() + (command.CallerId is { } id ? $" id={id}" : "");
    }

    /// <summary>A catalogue in few lines.</summary>
    public static string Of(Catalogue catalogue)
    {
        var text = new StringBuilder($"# version {catalogue.Version} since {catalogue.Since}\n");
        foreach (var asset in catalogue.Assets.Values)
            text.Append(null, $"#   asset {asset.Name} decimals={asset.Decimals} months={asset.ExpiryMonths} max={Shown(asset.PurchaseMax)} debt={asset.DebtMax}{(asset.Postpaid ? " postpaid" : "")}\n");
        text.Append(null, $"#   late usage {catalogue.LateUsage.TotalHours}h\n");
        text.Append(null, $"#   alerts used={string.Join(',', catalogue.Alerts.Used)} left={string.Join(' ', catalogue.Alerts.Left.Select(left => $"{left.Key}:{string.Join(',', left.Value)}"))}\n");
        foreach (var meter in catalogue.Meters.Values) text.Append(null, $"#   meter {meter.Name} {meter.Window}{(meter.Utc ? " utc" : "")}\n");
        foreach (var slot in catalogue.Slots.Values) text.Append(null, $"#   slot {slot.Name} lease={slot.Lease}\n");
        foreach (var operation in catalogue.Operations.Values)
            text.Append(null, $"#   operation {operation.Name} scope={operation.Scope} price={Shown(operation.Tariff)} in={string.Join(',', operation.CallerAssets)} bounds={string.Join(',', operation.CallerBounds)} ")
                .Append(null, $"meters={string.Join(',', operation.Meters.Select(share => $"{share.Meter}:{share.Quantity}"))} slots={string.Join(',', operation.Slots)}{(operation.Fractional ? " fractional" : "")}\n");
        foreach (var plan in catalogue.Plans.Values)
            text.Append(null, $"#   plan {plan.Name} {plan.Billing} {plan.Status} pools={string.Join(',', plan.Pools)} slots={string.Join(',', plan.Slots)} ")
                .Append(null, $"meters={string.Join(',', plan.Meters)} max={string.Join(',', plan.PurchaseMax)} prices={string.Join(',', plan.Prices.Select(price => $"{price.Key}:{Shown(price.Value)}"))}{(plan == catalogue.DefaultPlan ? " default" : "")}\n");
        return text.ToString();
    }

    private static string Sized(string what, Amount? quantity, AssetAmount? amount) => $"{what} {quantity} {amount?.Asset} {amount?.Amount}".Replace("  ", " ", StringComparison.Ordinal).TrimEnd();

    public static string Shown(Tariff? tariff) => tariff is null ? "none"
        : $"{tariff.Asset}:{tariff.Each} per={Shown(tariff.Per)} min={tariff.Minimum} free={tariff.Free}{(tariff.CountsPeriod ? " by period" : "")} {tariff.Tiers?.Kind} "
            + string.Join(' ', (tariff.Tiers?.Steps ?? []).Select(step => $"..{Shown(step.UpTo)} at {step.Each}+{step.Flat}"));

    private static string Shown(Instant? instant) => instant is { } given ? Words.Shown(given) : "none";

    private static string Shown(Amount? amount) => amount?.ToString() ?? "none";

    private static string Given(ChangeAccount change) => string.Join(' ', new[]
    {
        change.EmailVerified.IsGiven ? "verified=" + change.EmailVerified.Value : null,
        change.Suspended.IsGiven ? "suspended=" + change.Suspended.Value : null,
        change.TimeZone.IsGiven ? "zone=" + change.TimeZone.Value : null,
        change.Billing.IsGiven ? "billing=" + change.Billing.Value : null,
        change.PasswordChangedAt.IsGiven ? "password=" + Shown(change.PasswordChangedAt.Value) : null,
    }.Where(part => part is not null));
}
