using System.Collections.Concurrent;

namespace Crm.Kernel.Control;

/// <summary>
/// What was read from the control database, kept until a notice says that it changed, so that requests do not wait for that database.
/// A reading that a notice overtook is used once and not kept.
/// </summary>
/// <param name="most">How many to keep; beyond it everything is forgotten, and read again as needed.</param>
public sealed class Remembered<TKey, TValue>(int most) where TKey : notnull where TValue : class
{
    private readonly ConcurrentDictionary<TKey, TValue> kept = new();
    private int notices;

    public IEnumerable<TKey> Keys => kept.Keys;

    public ValueTask<TValue?> FindAsync(TKey key, Func<TKey, CancellationToken, Task<TValue?>> read, CancellationToken ct) =>
        kept.TryGetValue(key, out var value) ? new(value) : new(ReadAsync(key, read, ct));

    public void Forget(Func<TKey, bool> which)
    {
        Interlocked.Increment(ref notices);
        foreach (var key in kept.Keys.Where(which)) kept.TryRemove(key, out _);
    }

    private async Task<TValue?> ReadAsync(TKey key, Func<TKey, CancellationToken, Task<TValue?>> read, CancellationToken ct)
    {
        var seen = Volatile.Read(ref notices);
        if (await read(key, ct) is not { } value) return null;
        if (kept.Count >= most) kept.Clear();
        kept[key] = value;
        if (seen != Volatile.Read(ref notices)) kept.TryRemove(key, out _);
        return value;
    }
}
