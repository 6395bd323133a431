using Crm.Kernel;
using Crm.Kernel.Problems;
using DnsClient;

namespace Crm.Identity.Sso;

/// <summary>Looks for a domain's proof at its name servers, past every cache of ours.</summary>
internal sealed class DomainProof(CrmSettings settings)
{
    private readonly Lazy<LookupClient> names = new(() => new(Options(settings)));

    public async Task<bool> IsPublishedAsync(SsoDomain domain, CancellationToken ct)
    {
        var answer = await AskAsync(domain.RecordName, ct);
        if (answer.Header.ResponseCode is not (DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain)) throw Away();
        return answer.Answers.TxtRecords().Any(record => string.Concat(record.Text).Trim() == domain.RecordValue);
    }

    private async Task<IDnsQueryResponse> AskAsync(string name, CancellationToken ct)
    {
        try
        {
            return await names.Value.QueryAsync($"{name}.", QueryType.TXT, cancellationToken: ct);
        }
        catch (Exception e) when (e is DnsResponseException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            throw Away();
        }
    }

    private static ProblemException Away() => new(SsoProblems.NameServersAway) { RetryAfter = 10 };

    private static LookupClientOptions Options(CrmSettings settings)
    {
        var options = settings.DnsServers.Count > 0 ? new LookupClientOptions([.. settings.DnsServers]) : new LookupClientOptions();
        (options.UseCache, options.Retries, options.Timeout, options.ThrowDnsErrors) = (false, 1, TimeSpan.FromSeconds(2), false);
        return options;
    }
}
