using System.Net.Sockets;
using System.Text.Json;
using FastEndpoints;
using JasperFx;
using Marten.Exceptions;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Crm.Kernel.Problems;

/// <summary>Reads an exception as the problem it stands for.</summary>
public sealed class FailureReading(IEnumerable<Uniqueness> uniqueness)
{
    private readonly Dictionary<object, ProblemType> clashes = uniqueness.ToDictionary(u => u.Clash, u => u.Problem);

    public ProblemException Read(Exception failure, HttpContext http) => failure switch
    {
        ProblemException problem => problem,
        ValidationFailureException invalid => ValidationProblem.Of(invalid.Failures ?? [], http),
        JsonException json => JsonProblem.Of(json),
        BadHttpRequestException { StatusCode: 413 } => KernelProblems.TooLarge.With(),
        BadHttpRequestException { StatusCode: 415 } => KernelProblems.UnsupportedMediaType.With(),
        BadHttpRequestException { InnerException: JsonException json } => JsonProblem.Of(json),
        BadHttpRequestException bad => KernelProblems.Malformed.With(bad.Message),
        DocumentAlreadyExistsException exists => Clash(exists.DocType),
        ConcurrencyException or ConcurrentUpdateException => http.Request.Headers.IfMatch.Count > 0 ? KernelProblems.Stale.With() : KernelProblems.Conflict.With(),
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } clash => Clash(clash.ConstraintName ?? ""),
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } => KernelProblems.Conflict.With(),
        // Whoever wrapped it: the loss of the server is the loss of the server.
        _ when Causes(failure).Any(IsAway) => new ProblemException(KernelProblems.Unavailable) { RetryAfter = 2 },
        { InnerException: { } inner } when failure is MartenCommandException or AggregateException => Read(inner, http),
        _ => KernelProblems.Internal.With(),
    };

    private ProblemException Clash(object what) => clashes.GetValueOrDefault(what, KernelProblems.Conflict).With();

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException) yield return cause;
    }

    private static bool IsAway(Exception failure) => failure switch
    {
        PostgresException e => e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.InvalidCatalogName,
        NpgsqlException e => e.InnerException is SocketException or IOException or TimeoutException || e.IsTransient,
        _ => false,
    };
}
