using Holdfast.Protocol.Cryptography;

namespace Holdfast.Tests.Interop.Ike;

/// <summary>Every IKE message of the lab opens with keys that are derived here.</summary>
public sealed class LabReplayTests
{
    [Fact]
    public void Every_IKEv2_message_opens_with_derived_keys()
    {
        var tally = new Tally();
        foreach (var capture in LabSecrets.Captures)
        {
            tally.Capture = capture;
            var replay = new Ikev2Replay(
                CryptoProviders.Managed(), LabSecrets.Of(capture), tally);
            foreach (var datagram in IkeDatagram.Of(capture).Where(one => one.Version == 2))
            {
                replay.Take(datagram);
            }

            replay.End();
        }

        Assert.Empty(tally.Failures);
        Assert.Equal((368, 368, 6), (tally.Encrypted, tally.Opened, tally.Joined));
        Assert.Equal((54, 112), (tally.IkeSas, tally.ChildSas));
        Assert.Equal((95, 14), (tally.SharedKeyAuths, tally.Signatures));
        Assert.Empty(tally.Unverified);
    }

    [Fact]
    public void Every_IKEv1_message_opens_with_derived_keys()
    {
        var tally = new Tally();
        foreach (var capture in LabSecrets.Captures)
        {
            tally.Capture = capture;
            var replay = new IsakmpReplay(
                CryptoProviders.Managed(), LabSecrets.Of(capture), tally);
            foreach (var datagram in IkeDatagram.Of(capture).Where(one => one.Version == 1))
            {
                replay.Take(datagram);
            }

            replay.End();
        }

        // The sides of v1-psk-mismatch hold different keys on purpose.
        Assert.StartsWith(
            "v1-psk-mismatch, packet 5: Malformed", Assert.Single(tally.Failures),
            StringComparison.Ordinal);
        Assert.Equal((110, 109, 2), (tally.Encrypted, tally.Opened, tally.Joined));
        Assert.Equal((13, 26), (tally.IkeSas, tally.ChildSas));
        Assert.Equal((87, 20, 4), (tally.Hashes, tally.SharedKeyAuths, tally.Signatures));
        Assert.Empty(tally.Unverified);
    }
}
