using Weasel.Postgresql.Tables;

namespace Crm.Kernel.Search;

/// <summary>How a module's documents get the index that searches read.</summary>
public static class SearchRegistration
{
    /// <summary>Over the column <c>search_words</c>. What lies in the trash is not in it.</summary>
    public static void Index(IndexDefinition index) => (index.Method, index.Mask, index.Predicate) = (IndexMethod.gin, "(?::tsvector)", "not mt_deleted");
}
