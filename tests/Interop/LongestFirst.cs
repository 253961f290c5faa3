using Xunit.Abstractions;

[assembly: Xunit.TestCollectionOrderer(
    "Holdfast.Tests.Interop.LongestFirst", "Holdfast.Tests.Interop")]

namespace Holdfast.Tests.Interop;

/// <summary>
/// The two rows of labs take longest, and wait more than they work: they begin first, and all
/// others run beside them. In the order of chance a row could begin when the others were done.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(
        IEnumerable<ITestCollection> testCollections) =>
        testCollections
            .OrderBy(one => !IsOfLabs(one))
            .ThenBy(one => one.DisplayName, StringComparer.Ordinal);

    private static bool IsOfLabs(ITestCollection one) =>
        one.DisplayName is Live.Lab.First or Live.Lab.Second;
}
