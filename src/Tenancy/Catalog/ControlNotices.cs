using Crm.Kernel.Control;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.Tenancy.Catalog;

/// <summary>Listens on the control database and hands each notice to whoever registered for its prefix. After a gap everybody is told to forget everything.</summary>
internal sealed class ControlNotices(ControlDatabase control, IEnumerable<ControlNotice> subscribers, ILogger<ControlNotices> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "The listener on the control database reconnects");
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(control.ConnectionString) { Pooling = false, KeepAlive = 15, ApplicationName = "crm notices" };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(ct);
        connection.Notification += (_, notice) => Dispatch(notice.Payload);
        await using (var listen = new NpgsqlCommand("listen crm", connection)) await listen.ExecuteNonQueryAsync(ct);
        foreach (var subscriber in subscribers) subscriber.Missed();
        while (true) await connection.WaitAsync(ct);
    }

    private void Dispatch(string payload)
    {
        var colon = payload.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return;
        foreach (var subscriber in subscribers.Where(s => payload.AsSpan(0, colon).SequenceEqual(s.Prefix))) subscriber.Received(payload[(colon + 1)..]);
    }
}
