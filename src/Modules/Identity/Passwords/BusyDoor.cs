using Crm.Kernel.Problems;
using FastEndpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Identity.Passwords;

/// <summary>On an endpoint that hashes a password of whoever calls it.</summary>
internal sealed record HashesPassword;

/// <summary>Refuses at the door what would wait for a hash that nobody has time for: before anybody reads a body or asks a database, and without throwing.</summary>
public static class BusyDoor
{
    public static void UseBusyDoor(this WebApplication app)
    {
        var hasher = app.Services.GetRequiredService<PasswordHasher>();
        app.Use((http, next) =>
        {
            if (!hasher.IsBusy || http.GetEndpoint()?.Metadata.GetMetadata<HashesPassword>() is null) return next(http);
            http.Features.Set(new Refusal(PasswordHasher.Busy()));
            return Task.CompletedTask;
        });
    }

    internal static void HashesAPassword(this BaseEndpoint endpoint) => endpoint.Definition.Description(b => b.WithMetadata(new HashesPassword()));
}
