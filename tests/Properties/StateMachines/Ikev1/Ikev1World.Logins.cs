using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Tests.Properties.StateMachines.Ikev1;

/// <content>Transactions of both sides: who logs in, and what it is given.</content>
internal sealed partial class Ikev1World
{
    /// <summary>What the user of a host types; null: nothing.</summary>
    public (string Name, string Password)? User { get; init; } = ("carol", "4iChxLT3");

    /// <summary>What an edge device knows its users by.</summary>
    public Dictionary<string, string> Users { get; init; } = new() { ["carol"] = "4iChxLT3" };

    /// <summary>Whether hosts do not hear what they are asked.</summary>
    public bool IsSilent { get; init; }

    /// <summary>What mode config gives, and whether quick mode is held against it.</summary>
    public ModeConfigGrant? Gives { get; init; }

    /// <summary>Carol's side of transactions, once its ISAKMP SA stands.</summary>
    public Side? AtCarol { get; private set; }

    /// <summary>The sides of mars, one for each ISAKMP SA.</summary>
    public List<Side> AtMars { get; } = [];

    private StandingIsakmp StandingAtMars(PhaseOneSa made) =>
        AtMars.Find(side => side.Isakmp.Cookies == made.Standing.Cookies)?.Isakmp
        ?? made.Standing;

    /// <summary>What carol may have by quick mode: with mode config the address that it got.
    /// </summary>
    private QuickPeer PeerUnder(PhaseOneSa made) => Gives is not { } gives ? Peer
        : Peer.WithAddress(
            AtMars.Exists(side => side.HasGiven
                && side.Isakmp.Cookies == made.Standing.Cookies)
                ? gives.Address
                : null);

    private void Stand(PhaseOneSa made, bool isCarol)
    {
        var side = new Side(this, made, isCarol);
        if (isCarol)
        {
            AtCarol = side;
        }
        else
        {
            AtMars.Add(side);
        }

        side.Begin();
    }

    /// <summary>Whether it is a transaction, which is heard by the side of its ISAKMP SA.
    /// </summary>
    private bool HearTransaction(byte[] octets, bool isToMars)
    {
        if (!IsakmpHeader.TryParse(octets, out var header, out _)
            || header.ExchangeType != IsakmpExchangeType.Transaction)
        {
            return false;
        }

        if (isToMars)
        {
            var cookies = new IkeSpiPair(header.InitiatorSpi, header.ResponderSpi);
            AtMars.Find(side => side.Isakmp.Cookies == cookies)?.Hear(octets);
        }
        else
        {
            AtCarol?.Hear(octets);
        }

        return true;
    }
}
