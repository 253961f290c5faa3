using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;
using Microsoft.Extensions.Logging;

namespace Holdfast.Gateway.Running;

/// <summary>What the journal has: a line each, with its fields.</summary>
internal static partial class Journal
{
    [LoggerMessage(
        1, LogLevel.Information, "{Member} starts: boot {Boot}, store {Store}, epoch {Epoch}")]
    public static partial void Starts(
        ILogger journal, string member, BootId boot, StoreCondition store, Epoch epoch);

    [LoggerMessage(2, LogLevel.Information, "{Side}: has the virtual address ({Link})")]
    public static partial void Claims(ILogger journal, HsrpPair.Side side, string link);

    [LoggerMessage(3, LogLevel.Information, "{Side}: gives the virtual address up ({Link})")]
    public static partial void Releases(ILogger journal, HsrpPair.Side side, string link);

    [LoggerMessage(4, LogLevel.Warning, "{Side}: can't send {What}: {Why}")]
    public static partial void Unsent(
        ILogger journal, HsrpPair.Side side, string what, string why);

    [LoggerMessage(5, LogLevel.Information, "reigns in {Epoch}: {What}")]
    public static partial void Reigns(ILogger journal, Epoch epoch, string what);

    [LoggerMessage(6, LogLevel.Information, "stops: {Why}")]
    public static partial void Stops(ILogger journal, SaReplication.StopReason why);

    [LoggerMessage(7, LogLevel.Information, "stands by: {Standing}")]
    public static partial void Stands(ILogger journal, StandingKind standing);

    [LoggerMessage(8, LogLevel.Information, "traffic passes: {Passes}")]
    public static partial void Traffic(ILogger journal, bool passes);

    [LoggerMessage(9, LogLevel.Information, "sync channel: connected to {Member}")]
    public static partial void Connected(ILogger journal, string member);

    [LoggerMessage(10, LogLevel.Warning, "sync channel: {Member}: {Why}")]
    public static partial void Lost(ILogger journal, string member, string why);

    [LoggerMessage(11, LogLevel.Information, "{Link} works: {Works}")]
    public static partial void Carrier(ILogger journal, string link, bool works);

    [LoggerMessage(
        12, LogLevel.Warning,
        "the guard took the virtual addresses: this process stood still for {Lease}")]
    public static partial void Guarded(ILogger journal, TimeSpan lease);

    [LoggerMessage(13, LogLevel.Information, "drain: {What}")]
    public static partial void Drains(ILogger journal, string what);

    [LoggerMessage(14, LogLevel.Information, "{What}")]
    public static partial void Tells(ILogger journal, string what);

    [LoggerMessage(15, LogLevel.Debug, "nobody carries out {Output}")]
    public static partial void Uncarried(ILogger journal, string output);

    [LoggerMessage(16, LogLevel.Information, "handed {Frames} late frames on")]
    public static partial void HandsOn(ILogger journal, int frames);
}
