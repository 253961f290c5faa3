using Xunit.Abstractions;

[assembly: Xunit.TestCollectionOrderer(
    "Holdfast.Tests.Interop.LongestFirst", "Holdfast.Tests.Interop")]

namespace Holdfast.Tests.Interop;

/// <summary>
/// The two rows of labs take longest, and wait more than they work: they begin first, and all
/// others run beside them. In the order of chance a row could begin when the others were done. What
/// boots a kernel works all the time, and comes last: by then nothing else computes beside it.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(
        IEnumerable<ITestCollection> testCollections) =>
        testCollections
            .OrderBy(one => one.DisplayName switch
            {
                Live.Lab.First or Live.Lab.Second => 0,
                Live.UserModeLinux.Row => 2,
                _ => 1,
            })
            .ThenBy(one => one.DisplayName, StringComparer.Ordinal);
}
