using Crm.Companies.Merging;
using Crm.Companies.Sets;
using Crm.Kernel.Sets;
using Crm.Kernel.Undoing;

namespace Crm.Companies.Undoing;

/// <summary>Companies as they were before a job.</summary>
internal sealed class CompanyUndo() : RecordUndo<Company, DomainClaim>(new CompanySet(), CompanyMerge.Shape)
{
    protected override IEnumerable<object> Tell(UndoStep work, WrittenSet<Company> written) => CompanySet.Tell(written, work.Actor, work.Now);
}
