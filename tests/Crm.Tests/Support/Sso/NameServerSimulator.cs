using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Crm.Tests.Support.Sso;

/// <summary>A name server (RFC 1035) that knows TXT records and nothing else.</summary>
public sealed class NameServerSimulator : IAsyncDisposable
{
    private const int Header = 12;
    private readonly UdpClient socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource stop = new();
    private readonly Task answering;

    public NameServerSimulator() => answering = AnswerAsync();

    public IPEndPoint Address => (IPEndPoint)socket.Client.LocalEndPoint!;
    public ConcurrentDictionary<string, string[]> Texts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names for which it fails, as it does when the zone is broken.</summary>
    public ConcurrentDictionary<string, bool> Broken { get; } = new(StringComparer.OrdinalIgnoreCase);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        socket.Dispose();
        stop.Dispose();
    }

    private async Task AnswerAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var asked = await socket.ReceiveAsync(stop.Token);
            await socket.SendAsync(Answer(asked.Buffer), asked.RemoteEndPoint, stop.Token);
        }
    }

    private byte[] Answer(byte[] query)
    {
        var (name, end) = NameIn(query);
        var question = query[Header..(end + 4)];
        var found = Texts.GetValueOrDefault(name) ?? [];
        var code = Broken.ContainsKey(name) ? 2 : found.Length == 0 ? 3 : 0;
        var head = new byte[Header];
        query.AsSpan(0, 2).CopyTo(head);
        (head[2], head[3], head[5], head[7]) = (0x81, (byte)(0x80 | code), 1, (byte)(code == 0 ? found.Length : 0));
        return [.. head, .. question, .. code == 0 ? found.SelectMany(Record) : []];
    }

    /// <summary>Points back to the question's name; a text is at most 255 octets long, and longer ones are several.</summary>
    private static byte[] Record(string text)
    {
        byte[] data = [.. Encoding.ASCII.GetBytes(text).Chunk(40).SelectMany(part => part.Prepend((byte)part.Length))];
        var record = new byte[12 + data.Length];
        (record[0], record[1], record[3], record[5], record[9]) = (0xC0, Header, 16, 1, 1);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(10), (ushort)data.Length);
        data.CopyTo(record, 12);
        return record;
    }

    private static (string Name, int End) NameIn(byte[] query)
    {
        var (at, labels) = (Header, new List<string>());
        for (; query[at] != 0; at += query[at] + 1) labels.Add(Encoding.ASCII.GetString(query, at + 1, query[at]));
        return (string.Join('.', labels), at + 1);
    }
}
