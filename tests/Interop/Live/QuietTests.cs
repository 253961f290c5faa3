using System.Net;
using System.Net.Sockets;
using Holdfast.Codec;
using Holdfast.Gateway.Ipsec;
using Holdfast.Gateway.Loading;
using Holdfast.Gateway.Tunnels;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// Whoever deletes an IKE SA sends nothing more under its CHILD SAs once the Delete is out, RFC
/// 7296 §1.4.1: through the whole shell, on sockets and a TUN device, in a member and in the one
/// that takes over from it with that Delete open.
/// </summary>
[Collection(Lab.First)]
public sealed class QuietTests : IDisposable
{
    private const string Gateway = "192.168.0.5";
    private const string Outside = "192.168.0.100";
    private const string Inside = "10.1.0.100";
    private const string Behind = "10.2.0.1";

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-quiet").FullName;
    private Instant _now = Instant.Zero + TimeSpan.FromSeconds(1);

    [LiveFact]
    public void Behind_the_Delete_of_an_IKE_SA_nothing_is_sent_under_its_CHILD_SAs() =>
        OwnNetwork.Run(() => Play(isDeleted: true));

    [LiveFact]
    public void Whoever_takes_over_without_a_Delete_sends_as_the_one_before() =>
        OwnNetwork.Run(() => Play(isDeleted: false));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Play(bool isDeleted)
    {
        foreach (var address in (string[])[Gateway, Outside, Inside])
        {
            OwnNetwork.Ip("addr", "add", $"{address}/32", "dev", "lo");
        }

        using var peer = new QuietPeer();
        using var host = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, default);
        host.Bind(new IPEndPoint(IPAddress.Parse(Inside), 0));
        using var alice = Make(1, "alice");
        using var moon = Make(2, "moon");
        alice.Open();
        alice.Enable();
        Until(() => alice.IsOpen && moon.IsSynced, "serves", alice, moon, peer);
        peer.Begin(_now);
        Until(() => moon.Sas.Children.Count == 1, "has a tunnel", alice, moon, peer);
        Assert.Equal(5, Sent(alice, moon));

        if (!isDeleted)
        {
            alice.Dispose();
            moon.Open();
            moon.Enable();
            Until(() => moon.IsOpen, "takes over", null, moon, peer);
            var came = peer.Packets;
            Until(
                () =>
                {
                    host.SendTo([1], new IPEndPoint(IPAddress.Parse(Behind), 9));
                    return peer.Packets > came;
                },
                "sends", null, moon, peer);

            // Until it goes on alone, and what has waited has gone.
            Elapse(TimeSpan.FromSeconds(20), null, moon, peer);
            Assert.Equal(5, Sent(null, moon));
            return;
        }

        // Every member knows that the Delete is out; nobody hears an answer.
        peer.IsDeaf = true;
        var ike = Assert.Single(alice.Sas.Ikes).Id;
        alice.Shell!.Want(ike, new ExchangeWish.DeleteIke(), _ => { });
        Until(() => peer.Missed > 0, "says it", alice, moon, peer);
        Assert.Equal(0, Sent(alice, moon));
        Until(() => peer.Missed > 1, "says it again", alice, moon, peer);
        Assert.Equal(0, Sent(alice, moon));

        // Whoever takes over says it again, and sends nothing either, whatever it is granted.
        alice.Dispose();
        moon.Open();
        moon.Enable();
        var missed = peer.Missed;
        Until(() => moon.IsOpen && peer.Missed > missed, "takes over", null, moon, peer);
        Assert.Equal(ike, Assert.Single(moon.Sas.Ikes).Id);
        Assert.Equal(0, Sent(null, moon));
        Until(() => peer.Missed > missed + 1, "says it again", null, moon, peer);
        Assert.Equal(0, Sent(null, moon));
        peer.IsDeaf = false;
        Until(() => moon.Sas.Ikes.Count == 0, "is answered", null, moon, peer);
        Assert.Empty(moon.Sas.Children);

        // How many of five clear packets came to the peer within a second.
        int Sent(HousedMember? active, HousedMember standby)
        {
            var before = peer.Packets;
            var dropped = (active ?? standby).Shell!.Counts[PacketDrop.NoSa];
            for (var at = 0; at < 5; at++)
            {
                host.SendTo([1], new IPEndPoint(IPAddress.Parse(Behind), 9));
                Elapse(TimeSpan.FromMilliseconds(200), active, standby, peer);
            }

            // None waits: what does not go is dropped, and said so.
            var sent = peer.Packets - before;
            Assert.Equal(
                (ulong)(5 - sent),
                (active ?? standby).Shell!.Counts[PacketDrop.NoSa] - dropped);
            return sent;
        }
    }

    private void Until(
        Func<bool> isSo, string what, HousedMember? active, HousedMember standby, QuietPeer peer)
    {
        for (var turns = 0; !isSo(); turns++)
        {
            Assert.True(turns < 600, $"nobody {what}");
            Elapse(TimeSpan.FromMilliseconds(100), active, standby, peer);
        }
    }

    private void Elapse(
        TimeSpan time, HousedMember? active, HousedMember standby, QuietPeer peer)
    {
        for (var until = _now + time; ;)
        {
            var hasMore = true;
            while (hasMore)
            {
                active?.Turn();
                standby.Turn();
                hasMore = peer.Turn(_now);
                while (active is not null && active.Told.TryDequeue(out var told))
                {
                    hasMore = true;
                    standby.Hear(1, told.Keys, told.Message);
                }

                while (standby.Told.TryDequeue(out var told))
                {
                    hasMore |= active is not null;
                    active?.Hear(2, told.Keys, told.Message);
                }
            }

            if (_now >= until)
            {
                return;
            }

            var due = Instant.Earliest(Instant.Earliest(active?.Deadline, standby.Deadline), until);
            _now = due > _now ? due.Value : _now + TimeSpan.FromMilliseconds(1);
        }
    }

    private HousedMember Make(int number, string name)
    {
        var psk = Path.Combine(_folder, $"{name}.psk");
        File.WriteAllText(psk, QuietPeer.Secret);
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(psk, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var member = new HousedMember(
            $$"""
            {
              "cluster": "lab", "self": {{number}},
              "members": [
                { "number": 1, "name": "alice", "address": "10.255.0.1" },
                { "number": 2, "name": "moon", "address": "10.255.0.2" }
              ],
              "hsrp": {
                "front": {
                  "version": "v2", "group": 1, "address": "192.168.0.{{number}}",
                  "virtual_address": "{{Gateway}}", "priority": 100,
                  "hello_time": "500ms", "hold_time": "2s"
                },
                "back": {
                  "version": "v2", "group": 2, "address": "10.1.0.{{number}}",
                  "virtual_address": "10.1.0.5", "priority": 100,
                  "hello_time": "500ms", "hold_time": "2s"
                }
              },
              "peers": [
                {
                  "name": "carol", "identity": "email:peer-1@load", "addresses": ["{{Outside}}"],
                  "child_sas": [{ "name": "net", "remote": ["{{Behind}}/32"] }]
                }
              ]
            }
            """,
            new()
            {
                Identity = "fqdn:mars.lab",
                Protects = ["10.1.0.0/16"],
                Tunnel = $"quiet{number}",
                Peers = new Dictionary<string, IpsecConfig.Credentials>
                {
                    ["carol"] = new() { Psk = psk },
                },
            },
            Path.Combine(_folder, $"{name}.epoch"), () => _now);
        member.Do(new Input.AtReplication(
            new SaReplication.Input.Connected((byte)(3 - number))));
        return member;
    }

    /// <summary>A peer that may be deaf for IKE.</summary>
    private sealed class QuietPeer : ILoadCarrier, IDisposable
    {
        public const string Secret = "lab-psk";
        private const int MarkerLength = 4;

        private readonly Socket _socket =
            new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

        private readonly byte[] _heard = new byte[65_536];
        private readonly LoadIke _ike;

        public QuietPeer()
        {
            _socket.Bind(new IPEndPoint(IPAddress.Parse(Outside), 4_500));
            LoadSettings settings = new()
            {
                Gateway = HostAddress.Parse(Gateway),
                Peers = 1,
                Secret = Secret,
                From = HostAddress.Parse(Behind),
                To = HostAddress.Parse(Inside),
            };
            _ike = new(
                settings,
                new(new(HostAddress.Parse(Outside), settings.Gateway), 4_500, 4_500),
                CryptoProviders.Fastest(out _), this);
        }

        public bool IsDeaf { get; set; }

        /// <summary>Messages of IKE that it has not heard.</summary>
        public int Missed { get; private set; }

        /// <summary>Packets of ESP that have come.</summary>
        public int Packets { get; private set; }

        public void Begin(Instant now) => _ike.Begin(0, now);

        /// <summary>Hears what has come; whether something has.</summary>
        public bool Turn(Instant now)
        {
            _ike.Tick(now);
            var hasHeard = false;
            while (_socket.Poll(0, SelectMode.SelectRead))
            {
                hasHeard = true;
                var heard = _heard.AsSpan(0, _socket.Receive(_heard));
                if (heard[..MarkerLength].IndexOfAnyExcept((byte)0) >= 0)
                {
                    Packets++;
                }
                else if (IsDeaf)
                {
                    Missed++;
                }
                else
                {
                    _ike.Hear(heard[MarkerLength..], now);
                }
            }

            return hasHeard;
        }

        public void Send(Items<Octets> octets)
        {
            foreach (var one in octets)
            {
                _socket.SendTo(
                    [0, 0, 0, 0, .. one.Span],
                    new IPEndPoint(IPAddress.Parse(Gateway), 4_500));
            }
        }

        public void Up(int peer, EstablishedChild child, KeyMaterial keys) => keys.Dispose();

        public void Down(int peer, Spi inbound)
        {
        }

        public void Quiet(int peer, Spi inbound)
        {
        }

        public void Settled(int peer, bool stands) => Assert.True(stands, _ike.Counts.Failure);

        public void Gone(int peer)
        {
        }

        public void Dispose()
        {
            _ike.Dispose();
            _socket.Dispose();
        }
    }
}
