using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.Generect;

/// <summary>The body of <c>/api/auth/users/me/</c>: 28 fields in the order of the page.</summary>
internal static class UserView
{
    internal static readonly object Reader = new();

    /// <summary>What a limit shows that is none; the field is a number on the page and has no null.</summary>
    internal const int Unlimited = int.MaxValue;

    /// <param name="_">Nothing here differs by key, so there is nothing to tell.</param>
    internal static void Write(Utf8JsonWriter json, AccountView view, bool _ = false)
    {
        var (account, catalogue) = (view.State, view.Catalogue);
        var (profile, plan) = (account.Profile, catalogue.PlanOf(account));
        var credits = GenerectFields.PlatformBalance(catalogue);
        var (searchesOpened, searchesCompleted) = account.TotalsOf(GenerectFields.Search(catalogue)).DayAt(view.At);
        json.WriteStartObject();
        foreach (var ledger in GenerectFields.Ledgers) json.WriteNumber(ledger, LedgerOf(view, ledger).WholeUnits);
        json.WriteNumber("balance_platform", PoolLeft(account, credits).WholeUnits);
        json.WriteBoolean("beta_tester", IsTrue(profile, "beta_tester"));
        json.WriteNumber("blocked_balance_platform", Blocked(account, catalogue, credits).WholeUnits);
        json.WritePropertyName("consultancy_hours");
        json.WriteRawValue(ConsultancyHours(view, plan).ToString(), skipInputValidation: true);
        json.WriteNumber("count_parallel_searches", account.Slot(GenerectFields.ParallelSearches(catalogue)).Used);
        json.WriteNumber("count_searches_completed_today", searchesCompleted);
        json.WriteNumber("count_searches_in_progress_today", searchesOpened);
        json.WriteString("email", profile.Email ?? "");
        json.WriteString("full_name", profile.FullName ?? "");
        json.WritePropertyName("icp_flow");
        if (Attribute(profile, "icp_flow", JsonValueKind.Object) is { } flow) WriteCompact(json, flow);
        else json.WriteRawValue("{}");
        json.WriteBoolean("is_staff", IsTrue(profile, "is_staff"));
        json.WriteBoolean("last_invoice_status", account.Plan is not { } paid || IsPaid(paid.Status));
        json.WriteString("last_password_changed", NaiveTime.Short(profile.PasswordChangedAt ?? account.OpenedAt));
        json.WritePropertyName("logo");
        if (Attribute(profile, "logo", JsonValueKind.String) is { } logo) WriteCompact(json, logo);
        else json.WriteNullValue();
        json.WriteNumber("max_credits", account.Plan is null ? 0 : plan.Pool(credits).WholeUnits);
        json.WriteNumber("max_parallel_searches", plan.Slots.GetValueOrDefault(GenerectFields.ParallelSearches(catalogue)));
        json.WriteNumber("max_searches_daily", Limit(plan, GenerectFields.Searches(catalogue)).WholeUnits);
        json.WriteString("prev_subscription_status", (account.Plan is { } held ? held.StatusBefore : account.PlanEndedAs) is { } before ? Word(before) : null);
        json.WriteNumber("spent_for_emails", Spent(account, GenerectFields.Email(catalogue), credits).WholeUnits);
        json.WriteNumber("spent_for_export", Spent(account, GenerectFields.Export(catalogue), credits).WholeUnits);
        json.WriteString("subscription", plan.DisplayName);
        json.WriteBoolean("trial_available", !account.TrialGiven);
        json.WriteEndObject();
    }

    /// <summary>An operation's running net: what was charged taken off, what was refunded put back.</summary>
    private static Amount LedgerOf(AccountView view, string ledger) =>
        -view.State.TotalsOf(GenerectFields.Operation(view.Catalogue, ledger)).Lifetime.In(GenerectFields.ApiBalance(view.Catalogue));

    private static Amount PoolLeft(AccountState account, string asset)
    {
        var left = Amount.Zero;
        foreach (var grant in account.Grants) if (grant.Asset == asset && grant.Source == GrantSource.Plan) left += grant.Remaining;
        return left;
    }

    private static Amount Blocked(AccountState account, Catalogue catalogue, string asset)
    {
        var blocked = Amount.Zero;
        if (account.Balance(asset).Held.IsZero) return blocked;
        var platform = GenerectFields.Platform(catalogue).ToArray();
        foreach (var hold in account.Holds)
        {
            if (hold.Asset != asset || !platform.Contains(hold.Operation)) continue;
            foreach (var draw in hold.Draws) blocked += draw.Amount;
        }

        return blocked;
    }

    private static Amount ConsultancyHours(AccountView view, Plan plan)
    {
        var meter = GenerectFields.ConsultancyHours(view.Catalogue);
        return Amount.Max(Amount.Zero, Limit(plan, meter) - view.State.MeterUse(meter, view.Catalogue, view.At).Counter.Used);
    }

    /// <summary>A plan's limit on a meter; a meter that the plan does not list allows nothing.</summary>
    private static Amount Limit(Plan plan, string meter) =>
        plan.Meters.GetValueOrDefault(meter) is not { } terms ? Amount.Zero : terms.Limit ?? Amount.Units(Unlimited);

    /// <summary>Never negative: a refund of what was charged before the plan's change gives back what this period never counted.</summary>
    private static Amount Spent(AccountState account, string operation, string asset) =>
        Amount.Max(Amount.Zero, account.TotalsOf(operation).Period.In(asset));

    private static bool IsPaid(PlanStatus status) => status switch
    {
        PlanStatus.Active or PlanStatus.Trialing or PlanStatus.Free or PlanStatus.FreeDisabled => true,
        PlanStatus.Incomplete or PlanStatus.PastDue => false,
    };

    private static string Word(PlanStatus status) => status switch
    {
        PlanStatus.Active => "active",
        PlanStatus.Trialing => "trialing",
        PlanStatus.Incomplete => "incomplete",
        PlanStatus.PastDue => "past_due",
        PlanStatus.Free => "free",
        PlanStatus.FreeDisabled => "free_disabled",
    };

    private static bool IsTrue(Profile profile, string name) => Attribute(profile, name, JsonValueKind.True) is not null;

    /// <summary>An attribute; null when it is not set or, as an operator may write what he likes, not of the kind that the field needs.</summary>
    private static JsonElement? Attribute(Profile profile, string name, JsonValueKind kind) =>
        profile.Attribute(name) is { } text && JsonElement.Parse(text) is var value && value.ValueKind == kind ? value : null;

    /// <summary>Writes a value without the spaces and the escapes that it came with. Order and numbers stay as they were written.</summary>
    private static void WriteCompact(Utf8JsonWriter json, JsonElement value)
    {
        try
        {
            json.WriteRawValue(Answers.Render(value.WriteTo).Span, skipInputValidation: true);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is JSON and no text: it can only be sent as it was written.
            json.WriteRawValue(value.GetRawText(), skipInputValidation: true);
        }
    }
}
