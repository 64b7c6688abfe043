namespace Holdfast.Server.Api;

/// <summary>What the API's description says of one endpoint. It is told where the endpoint is mapped, and is part of its metadata.</summary>
/// <param name="operation">The operation's id, and the prefix of its body's name.</param>
/// <param name="changes">Whether the call may change something: then it can be run dry, and takes an <c>Idempotency-Key</c>.</param>
internal sealed class EndpointNotes(string operation, string summary, bool changes)
{
    private readonly List<AnswerNote> answers = [];
    private readonly List<QueryNote> queries = [];

    internal string Operation { get; } = operation;

    internal string Summary { get; } = summary;

    internal bool Changes { get; } = changes;

    /// <summary>Whether the call takes an <c>Idempotency-Key</c>.</summary>
    internal bool Idempotent { get; private set; } = changes;

    /// <summary>Whether the call needs no operator key.</summary>
    internal bool Public { get; private set; }

    /// <summary>Null when there is no JSON body.</summary>
    internal Type? Body { get; private set; }

    /// <summary>An array of what is streamed in; null when nothing is.</summary>
    internal Type? Items { get; private set; }

    /// <summary>The media type of one item a line; null when nothing is streamed in.</summary>
    internal string? LinesMediaType { get; private set; }

    /// <summary>Whether the body is a document and not an object with fields.</summary>
    internal bool TakesYaml { get; private set; }

    internal IReadOnlyList<AnswerNote> Answers => answers;

    internal IReadOnlyList<QueryNote> Queries => queries;

    /// <summary>The call has a JSON body.</summary>
    internal EndpointNotes Takes<T>()
    {
        Body = typeof(T);
        return this;
    }

    /// <summary>The call's body is an array of items, or one item a line, streamed.</summary>
    internal EndpointNotes TakesItems<T>(string lines)
    {
        (Items, LinesMediaType) = (typeof(T[]), lines);
        return this;
    }

    /// <summary>The call's body is a YAML document.</summary>
    internal EndpointNotes TakesDocument()
    {
        TakesYaml = true;
        return this;
    }

    /// <summary>The path names what makes a repeat the same call, so there is no <c>Idempotency-Key</c>.</summary>
    internal EndpointNotes NamedByPath()
    {
        Idempotent = false;
        return this;
    }

    /// <summary>Each item of the body carries what makes a repeat the same, so there is no <c>Idempotency-Key</c>.</summary>
    internal EndpointNotes NamedByItems() => NamedByPath();

    internal EndpointNotes ForAnybody()
    {
        Public = true;
        return this;
    }

    /// <summary>The call has a query parameter.</summary>
    internal EndpointNotes Asks<T>(string name, string meaning)
    {
        queries.Add(new(name, meaning, typeof(T)));
        return this;
    }

    internal EndpointNotes Gives<T>(int status = StatusCodes.Status200OK, string meaning = "Done.")
    {
        answers.Add(new(status, meaning, typeof(T), "application/json"));
        return this;
    }

    /// <summary>The call's answer is streamed like its body.</summary>
    internal EndpointNotes GivesItems<T>(string lines, string meaning)
    {
        answers.Add(new(StatusCodes.Status200OK, meaning, typeof(string), lines));
        return Gives<T[]>(StatusCodes.Status200OK, meaning);
    }

    internal EndpointNotes GivesDocument(string mediaType)
    {
        answers.Add(new(StatusCodes.Status200OK, "Done.", typeof(string), mediaType));
        return this;
    }

    internal EndpointNotes GivesNothing(int status, string meaning)
    {
        answers.Add(new(status, meaning, null, null));
        return this;
    }
}

/// <param name="Type">What the body is; null for none.</param>
internal sealed record AnswerNote(int Status, string Meaning, Type? Type, string? MediaType);

internal sealed record QueryNote(string Name, string Meaning, Type Type);
