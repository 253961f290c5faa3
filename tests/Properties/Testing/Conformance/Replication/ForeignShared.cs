using System.Globalization;
using Holdfast.Codec;

namespace Holdfast.Tests.Properties.Testing.Conformance.Replication;

/// <summary>All that the members of the foreign pair share.</summary>
internal sealed record ForeignShared(
    int Epoch, int Version, ulong Sent, ulong Lease, ulong Floor, uint NextRequest,
    Items<(uint Id, string What)> Open, Items<(uint Id, Items<string> Flight)> Answers,
    Items<int> Offers, Items<int> Children)
{
    public static ForeignShared Nothing { get; } = new(0, 0, 0, 0, 0, 0, [], [], [], []);

    public string Digest => string.Create(
        CultureInfo.InvariantCulture,
        $"{Epoch}.{Version} {Lease} {Floor} {string.Join('+', Open)} "
            + $"{string.Join('+', Answers.Select(one => one.Id))} {string.Join('+', Offers)} "
            + $"{string.Join('+', Children)}");

    public bool IsNewer(ForeignShared than) =>
        (Epoch, Version).CompareTo((than.Epoch, than.Version)) > 0;

    public override string ToString() => $"state {Epoch}.{Version}";
}

/// <summary>That a state was taken.</summary>
internal sealed record ForeignAck(int Epoch, int Version)
{
    public override string ToString() => $"ack {Epoch}.{Version}";
}
