using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Crm.Identity.Tokens;

/// <summary>Remembers, by hash, tokens whose signature was verified, until they expire: a signature is checked once per node, not once per request.</summary>
internal sealed class VerifiedTokens(TimeProvider clock)
{
    private const int Most = 20_000;

    private readonly ConcurrentDictionary<(UInt128, UInt128), VerifiedToken> known = new();

    public VerifiedToken? Find(string token) => known.TryGetValue(KeyOf(token), out var verified) && verified.Until > clock.GetUtcNow() ? verified : null;

    public void Keep(string token, VerifiedToken verified)
    {
        if (known.Count >= Most) MakeRoom();
        known[KeyOf(token)] = verified;
    }

    public void Forget() => known.Clear();

    private void MakeRoom()
    {
        var now = clock.GetUtcNow();
        foreach (var (key, verified) in known)
            if (verified.Until <= now) known.TryRemove(key, out _);
        if (known.Count >= Most) known.Clear();
    }

    private static (UInt128, UInt128) KeyOf(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        var halves = MemoryMarshal.Cast<byte, UInt128>(hash);
        return (halves[0], halves[1]);
    }
}
