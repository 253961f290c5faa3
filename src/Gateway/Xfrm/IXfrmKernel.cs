namespace Holdfast.Gateway.Xfrm;

/// <summary>SAs and policies of the kernel. What it refuses is told by the error of the system, man
/// 3 errno; 0: it is done.</summary>
internal interface IXfrmKernel : IDisposable
{
    /// <summary>The file that has news, to wait for them.</summary>
    int NewsFile { get; }

    /// <summary>An SA is to be there; no copy of its keys stays here.</summary>
    int Add(
        XfrmSa sa, XfrmAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> integrityKey,
        XfrmLimits limits);

    /// <summary>An SA that is there has other limits from now on.</summary>
    int Limit(XfrmSa sa, XfrmAlgorithm algorithm, XfrmLimits limits);

    /// <summary>The limits of an SA; null: it is not there.</summary>
    XfrmLimits? LimitsOf(XfrmSa sa);

    /// <summary>What an SA has carried; null: it is not there.</summary>
    XfrmCounters? CountersOf(XfrmSa sa, bool isOut);

    /// <summary>An SA is to be gone.</summary>
    int Remove(XfrmSa sa);

    /// <summary>A policy is to be there, in the place of one with the same selector.</summary>
    int Put(XfrmPolicy policy);

    /// <summary>A policy is to be gone.</summary>
    int Remove(XfrmPolicy policy);

    /// <summary>All SAs that there are, whoever has made them.</summary>
    IReadOnlyList<XfrmSa> Sas();

    /// <summary>All policies that there are, whoever has made them.</summary>
    IReadOnlyList<XfrmPolicy> Policies();

    /// <summary>News that have come, without waiting.</summary>
    /// <param name="wereLost">Whether there were more than the kernel could keep.</param>
    IReadOnlyList<XfrmNews> News(out bool wereLost);
}

/// <summary>One of both.</summary>
/// <param name="Expiry">An SA has come to a limit.</param>
/// <param name="Mapping">A peer comes from elsewhere.</param>
internal readonly record struct XfrmNews(XfrmExpiry? Expiry, XfrmMapping? Mapping);
