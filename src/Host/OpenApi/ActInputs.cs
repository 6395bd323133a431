using System.Reflection;
using System.Runtime.CompilerServices;
using FastEndpoints;
using Microsoft.AspNetCore.Http.Metadata;

namespace Crm.Host.OpenApi;

/// <summary>Sorts the members of a request by where FastEndpoints binds them from.</summary>
internal static class ActInputs
{
    public static IEnumerable<Input> Read(Act act)
    {
        var members = Members(act).ToList();
        foreach (var parameter in act.Endpoint.RoutePattern.Parameters)
        {
            var bound = members.FirstOrDefault(member => Binds(member, parameter.Name));
            yield return new(Source.Path, Names.Camel(parameter.Name), bound?.PropertyType ?? typeof(string), bound, Required: true);
        }

        var inBody = false;
        foreach (var member in members.Where(member => !InRoute(act, member)))
        {
            if (member.IsDefined(typeof(FromBodyAttribute)))
                yield return new(Source.Body, "body", member.PropertyType, member, Required: !Bodiless(act));
            else if (member.GetCustomAttribute<FromHeaderAttribute>() is { } header)
                yield return new(Source.Header, header.HeaderName ?? member.Name, member.PropertyType, member, header.IsRequired);
            else if (InQuery(act, member))
                yield return new(Source.Query, Names.Camel(NameOf(member)), member.PropertyType, member, member.IsDefined(typeof(RequiredMemberAttribute)));
            else
                inBody = true;
        }

        if (inBody && !members.Any(member => member.IsDefined(typeof(FromBodyAttribute))))
            yield return new(Source.Body, "body", act.Definition.ReqDtoType, null, Required: !Bodiless(act));
    }

    /// <summary>Whether the member travels outside the body, so that the body's schema does not show it.</summary>
    public static bool Outside(Act act, PropertyInfo member) =>
        InRoute(act, member) || InQuery(act, member) || member.IsDefined(typeof(NonJsonBindingAttribute), true);

    private static IEnumerable<PropertyInfo> Members(Act act) => act.Definition.ReqDtoType == typeof(EmptyRequest) ? [] : act.Definition.ReqDtoType
        .GetProperties()
        .Where(member => member.SetMethod is { IsPublic: true })
        .Where(member => !member.IsDefined(typeof(FromClaimAttribute)) && !member.IsDefined(typeof(HasPermissionAttribute)) && !member.IsDefined(typeof(FromCookieAttribute)));

    private static bool InRoute(Act act, PropertyInfo member) => act.Endpoint.RoutePattern.Parameters.Any(parameter => Binds(member, parameter.Name));

    private static bool InQuery(Act act, PropertyInfo member) => act.Method is "get" or "head" or "delete" || member.IsDefined(typeof(QueryParamAttribute), true);

    /// <summary>An endpoint that can do without a body says that it accepts anything.</summary>
    private static bool Bodiless(Act act) => act.Endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("*/*") is true;

    private static bool Binds(PropertyInfo member, string name) => NameOf(member).Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string NameOf(PropertyInfo member) => member.GetCustomAttribute<BindFromAttribute>()?.Name ?? member.Name;
}
