using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Microsoft.Extensions.Logging;

namespace Holdfast.Gateway.Ipsec;

/// <summary>What the journal has about SAs: a line each, with its fields, and no key.</summary>
internal static partial class IpsecJournal
{
    [LoggerMessage(30, LogLevel.Warning, "{Key} of another member can't be read: is it newer?")]
    public static partial void BadKeys(ILogger journal, KeyHandle key);

    [LoggerMessage(31, LogLevel.Information, "{Peer}: IKE SA {Ike} stands, at {Place}")]
    public static partial void Stands(ILogger journal, string peer, IkeSaId ike, string place);

    [LoggerMessage(32, LogLevel.Information, "{Peer}: CHILD SA {In} in, {Out} out: {Traffic}")]
    public static partial void Child(
        ILogger journal, string peer, Spi @in, Spi @out, string traffic);

    [LoggerMessage(33, LogLevel.Information, "{Peer}: IKE SA {Ike} ends: {Why}")]
    public static partial void Ends(ILogger journal, string peer, IkeSaId ike, string why);

    [LoggerMessage(34, LogLevel.Information, "{Peer}: CHILD SA {In} ends: {Why}")]
    public static partial void ChildEnds(ILogger journal, string peer, Spi @in, string why);

    [LoggerMessage(42, LogLevel.Warning, "{Peer}: {What} has lived long enough, and ends")]
    public static partial void Aged(ILogger journal, string peer, string what);

    [LoggerMessage(35, LogLevel.Information, "route to {Prefix}: {What}")]
    public static partial void Route(ILogger journal, string prefix, string what);

    [LoggerMessage(36, LogLevel.Warning, "{What}")]
    public static partial void Fails(ILogger journal, string what);

    [LoggerMessage(37, LogLevel.Warning, "{Peer}, at {Place}, {What}")]
    public static partial void Disbelieved(
        ILogger journal, string peer, string place, string what);

    [LoggerMessage(38, LogLevel.Information, "{Peer}: moves to {Place}")]
    public static partial void Moves(ILogger journal, string peer, string place);

    [LoggerMessage(40, LogLevel.Information, "data plane: {What}")]
    public static partial void Plane(ILogger journal, string what);

    [LoggerMessage(41, LogLevel.Information, "{Address} is {What}")]
    public static partial void Address(ILogger journal, string address, string what);

    [LoggerMessage(39, LogLevel.Information, "connection with {Place}: {What}")]
    public static partial void Connection(ILogger journal, string place, string what);
}
