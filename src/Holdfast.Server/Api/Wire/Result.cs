using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>What a call is answered with, by itself or as one of many: a status, and what writes the body where it is wanted.</summary>
internal readonly record struct Result
{
    private readonly int status;
    private readonly Action<Utf8JsonWriter>? body;
    private readonly Failure? failure;

    private Result(int status, Action<Utf8JsonWriter>? body, Failure? failure) => (this.status, this.body, this.failure) = (status, body, failure);

    internal static Result Of(int status, Action<Utf8JsonWriter> body) => new(status, body, null);

    internal static Result Of(Failure failure) => new(Problems.Of(failure).Http, null, failure);

    /// <summary>The same of a dry run.</summary>
    internal Result Foreseen(Foresight foresight)
    {
        if (body is not { } write) return this;
        return Of(StatusCodes.Status200OK, json => ForesightJson.Write(json, write, foresight));
    }

    /// <summary>Answers the call.</summary>
    internal Task WriteAsync(HttpContext http) => failure is null ? Reply.JsonAsync(http, status, body!) : Problems.WriteAsync(http, failure);

    /// <summary>Answers as one of many: <c>{"status":201,"body":{…}}</c>.</summary>
    /// <param name="requestId">Of the call that brought all of them.</param>
    internal void WriteItem(Utf8JsonWriter json, string requestId)
    {
        json.WriteStartObject();
        json.WriteNumber("status", status);
        json.WritePropertyName("body");
        if (failure is null) body!(json);
        else Problems.Write(json, failure, requestId);
        json.WriteEndObject();
    }
}
