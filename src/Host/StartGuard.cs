using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Npgsql;

namespace Crm.Host;

/// <summary>What an operator can mend ends the program with one line each and exit code 2; everything else keeps its stack trace.</summary>
internal static class StartGuard
{
    public static async Task<int> RunAsync(Func<Task<int>> program)
    {
        try
        {
            return await program();
        }
        catch (Exception failure) when (Lines(failure) is { Count: > 0 } lines)
        {
            foreach (var line in lines) await Console.Error.WriteLineAsync(line);
            return 2;
        }
    }

    internal static IReadOnlyList<string> Lines(Exception failure) => failure switch
    {
        StartRefusedException refused => refused.Lines,
        AddressInUseException taken => [$"A port is taken: {taken.Message}. Example: CRM_URL=\"http://localhost:5081\""],
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            ["CRM_POSTGRES: the server refuses the user name or the password. If the server is new, or CRM_MASTER_KEY another one than before, run the migrate verb first"],
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } missing =>
            [$"The databases are not set up for this release ({missing.MessageText}): run the migrate verb first"],
        NpgsqlException { InnerException: SocketException or TimeoutException } away => [$"CRM_POSTGRES: the server does not answer: {away.Message}. Is it running?"],
        { InnerException: { } inner } => Lines(inner),
        _ => [],
    };
}
