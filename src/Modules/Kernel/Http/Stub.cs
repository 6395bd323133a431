using Crm.Kernel.Problems; using FastEndpoints; using FluentValidation;
namespace Crm.Kernel.Http;
public static class StubX
{
    public static void Describes(this BaseEndpoint e, string name, string tag, string summary, int ok, params ProblemType[] p) { }
    public static void DescribesStream(this BaseEndpoint e, string name, string tag, string summary, params ProblemType[] p) { }
    public static IRuleBuilderOptions<T, string> PlainText<T>(this IRuleBuilder<T, string> r) => r.Must(s => !s.Contains('\0'));
}
