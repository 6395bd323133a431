using System.Collections.Frozen;

namespace Crm.Tenancy.Signup;

/// <summary>Names kept for the product: host names and paths that a company's slug must not shadow.</summary>
internal static class ReservedSlugs
{
    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet([
        "about", "account", "accounts", "admin", "administrator", "api", "app", "apps", "assets", "auth", "billing", "blog", "cdn", "contact", "control", "crm",
        "dashboard", "demo", "dev", "docs", "download", "email", "events", "files", "forms", "ftp", "graphql", "health", "help", "hooks", "host", "imap", "info",
        "internal", "legal", "localhost", "login", "logout", "mail", "metrics", "mobile", "news", "nobody", "noreply", "oauth", "openapi", "operator", "partner",
        "platform", "pop", "postgres", "postmaster", "pricing", "privacy", "public", "root", "sales", "security", "shop", "signin", "signup", "signups", "smtp",
        "sso", "staging", "static", "status", "support", "system", "team", "template", "tenant", "tenants", "terms", "test", "verify", "web", "webhooks",
        "webmaster", "wiki", "www"]);

    public static bool Contains(string slug) => Names.Contains(slug);
}
