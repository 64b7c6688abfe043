using Holdfast.Ledger;

namespace Holdfast.Server;

/// <summary>What can be wrong with a request before the ledger is asked, or with us.</summary>
internal enum Fault
{
    /// <summary>No credential where one is needed.</summary>
    CredentialMissing,

    /// <summary>A credential in a form that is not accepted here.</summary>
    CredentialMalformed,

    NotFound,
    MethodNotAllowed,
    MediaTypeUnsupported,
    BodyTooLarge,

    /// <summary>Not JSON, or not text.</summary>
    BodyMalformed,

    /// <summary>A field, a parameter or a header that is unknown, missing, of the wrong type or out of range.</summary>
    FieldInvalid,

    /// <summary>More requests in a minute than allowed.</summary>
    RateLimited,

    /// <summary>More requests at once than allowed.</summary>
    TooManyAtOnce,

    /// <summary>A bug.</summary>
    Internal,

    /// <summary>Something that this server needs does not answer.</summary>
    Unavailable,
}

/// <summary>Why a request is not answered as asked: a refusal of the ledger, or a fault.</summary>
internal sealed record Failure
{
    private Failure()
    {
    }

    /// <summary>Null for a fault.</summary>
    public Status? Refusal { get; private init; }

    /// <summary>Means nothing for a refusal.</summary>
    public Fault Fault { get; private init; }

    /// <summary>One sentence for a person; never holds a secret. Null for the dialect's own.</summary>
    public string? Message { get; init; }

    /// <summary>The field or parameter that is wrong; null where none is.</summary>
    public string? Field { get; init; }

    /// <summary>What binds; null unless something is lacking.</summary>
    public Lack? Lack { get; init; }

    /// <summary>Within what an amount must be; null unless it is not.</summary>
    public AmountBounds? Bounds { get; init; }

    /// <summary>Whole seconds after which a repeat makes sense; null when that is not known.</summary>
    public int? RetryAfter { get; init; }

    public static Failure Of(Status refusal, Lack? lack = null) => new() { Refusal = refusal, Lack = lack };

    public static Failure Of(Fault fault, string? message = null, string? field = null) => new() { Fault = fault, Message = message, Field = field };

    public static readonly Failure Unavailable = new() { Fault = Fault.Unavailable, RetryAfter = 1 };
}

/// <summary>Ends a request with a failure, from anywhere below an endpoint.</summary>
internal sealed class FailureException(Failure failure) : Exception(failure.Message)
{
    public Failure Failure { get; } = failure;
}
