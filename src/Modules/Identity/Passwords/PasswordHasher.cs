using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;

namespace Crm.Identity.Passwords;

/// <summary>PBKDF2-HMAC-SHA512 as PHC strings. Expensive on purpose, so it takes turns: a flood of logins must not starve everything else.</summary>
internal sealed class PasswordHasher(int iterations = PasswordHasher.Iterations, int waiting = PasswordHasher.WaitingPerCore) : IDisposable
{
    public const int Iterations = 210_000;
    private const string Scheme = "pbkdf2-sha512";
    private const int SaltSize = 16;
    private const int HashSize = 32;
    private const int WaitingPerCore = 32;

    /// <summary>No password has this hash; checking against it takes as long as any.</summary>
    private readonly string nobody = Write(iterations, RandomNumberGenerator.GetBytes(SaltSize), RandomNumberGenerator.GetBytes(HashSize));

    private readonly int queue = waiting * Environment.ProcessorCount;

    private readonly ConcurrencyLimiter turns = new(new()
    {
        PermitLimit = Math.Max(1, Environment.ProcessorCount / 2), // the other half serves whoever is logged in
        QueueLimit = waiting * Environment.ProcessorCount,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    public async Task<string> HashAsync(string password, CancellationToken ct)
    {
        using var turn = await TurnAsync(ct);
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        return Write(iterations, salt, await DeriveAsync(password, salt, iterations));
    }

    /// <summary>Whether the password fits. Without a hash the answer is no, after the same time.</summary>
    public async Task<bool> VerifyAsync(string? phc, string password, CancellationToken ct)
    {
        using var turn = await TurnAsync(ct);
        var (cost, salt, hash) = Read(phc ?? nobody);
        return CryptographicOperations.FixedTimeEquals(await DeriveAsync(password, salt, cost), hash) && phc is not null;
    }

    /// <summary>Whether the hash was made with lower parameters than today's.</summary>
    public bool IsOutdated(string phc) => Read(phc).Cost < iterations;

    /// <summary>Whether whoever comes now would be refused.</summary>
    public bool IsBusy => turns.GetStatistics()!.CurrentQueuedCount >= queue;

    public void Dispose() => turns.Dispose();

    public static Kernel.Problems.ProblemException Busy() => new(IdentityProblems.Busy) { RetryAfter = 2 };

    private async ValueTask<RateLimitLease> TurnAsync(CancellationToken ct)
    {
        var turn = await turns.AcquireAsync(1, ct);
        return turn.IsAcquired ? turn : throw Busy();
    }

    /// <summary>On a thread of its own: on those of the pool a flood of logins would keep everybody else's requests from going on.</summary>
    private static Task<byte[]> DeriveAsync(string password, byte[] salt, int cost) => Task.Factory.StartNew(
        () =>
        {
            BackgroundThread.StepBack();
            return Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, cost, HashAlgorithmName.SHA512, HashSize);
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static string Write(int cost, byte[] salt, byte[] hash) => $"${Scheme}$i={cost}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}";

    private static (int Cost, byte[] Salt, byte[] Hash) Read(string phc) =>
        phc.Split('$') is ["", Scheme, ['i', '=', .. var cost], var salt, var hash]
            ? (int.Parse(cost), Convert.FromBase64String(salt), Convert.FromBase64String(hash))
            : throw new FormatException("Not a PHC string of a known scheme.");
}
