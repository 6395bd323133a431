using JasperFx.Core;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Crm.Tenancy.Provisioning;

/// <summary>Carries a verified signup through to a working company. Handled as often as it takes: what is done is skipped.</summary>
public sealed record ProvisionTenant(Guid SignupId);

public static class ProvisionTenantHandler
{
    private const int Attempts = 10;

    public static void Configure(HandlerChain chain) => chain.OnAnyException()
        .RetryWithCooldown(200.Milliseconds(), 1.Seconds())
        .Then.ScheduleRetry(5.Seconds(), 15.Seconds(), 30.Seconds(), 1.Minutes(), 5.Minutes(), 15.Minutes(), 30.Minutes());

    public static Task Handle(ProvisionTenant message, Envelope envelope, Provisioner provisioner, CancellationToken ct) =>
        provisioner.RunAsync(message.SignupId, lastAttempt: envelope.Attempts >= Attempts, ct);
}
