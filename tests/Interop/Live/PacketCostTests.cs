using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Ipsec;
using Holdfast.Gateway.Loading;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// What a packet allocates in a member, from socket to socket: one of ESP comes, is opened and goes
/// into the TUN device, the host behind answers, and the answer is sealed and leaves; through the
/// whole shell, with a standby that acknowledges.
/// </summary>
[Collection(Lab.First)]
public sealed class PacketCostTests : IDisposable
{
    private const string Gateway = "192.168.0.5";
    private const string Outside = "192.168.0.100";
    private const string Inside = "10.1.0.100";
    private const string Behind = "10.2.0.1";
    private const string Secret = "lab-psk";
    private const int Packets = 48;
    private const int LeaseBlock = 256;

    // A change that is asked for with others of its turn, and the list in which they wait.
    private const long OctetsOfFact = 256;

    // A step of the member each some seconds: its peer lives.
    private const long OctetsOfSign = 64 << 10;

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-cost").FullName;
    private Instant _now = Instant.Zero + TimeSpan.FromSeconds(1);
    private long _spent;
    private long _rest;

    [LiveFact]
    public void A_packet_costs_nothing_from_socket_to_socket_but_facts_that_grant_many() =>
        OwnNetwork.Run(Play);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Play()
    {
        foreach (var address in (string[])[Gateway, Outside, Inside])
        {
            OwnNetwork.Ip("addr", "add", $"{address}/32", "dev", "lo");
        }

        using var peer = new CostPeer();
        using var alice = Make(1, "alice");
        using var moon = Make(2, "moon");
        alice.Open();
        alice.Enable();
        Until(() => alice.IsOpen && moon.IsSynced, "serves", alice, moon, peer);
        peer.Begin(_now);
        Until(() => moon.Sas.Children.Count == 1 && peer.Has, "has a tunnel", alice, moon, peer);

        // Until code is compiled anew, tables have grown, and floors are as far ahead as they go.
        for (var warming = 0; warming < 4; warming++)
        {
            for (var round = 0; round < 40; round++)
            {
                Round(alice, moon, peer);
            }

            Thread.Sleep(200);
        }

        var (answered, facts) = (peer.Answered, alice.Granted);
        const int rounds = 60;
        var busy = Measured(() => Round(alice, moon, peer));
        var granted = alice.Granted - facts;
        var idle = Measured(() => Elapse(alice, moon, peer));

        // All of them went both ways. A packet costs nothing, nor does it in the rest of a turn
        // but where a lease or a floor is asked for, which grants many: that is a change in a list.
        Assert.Equal((ulong)(rounds * Packets), peer.Answered - answered);
        Assert.Equal(0, busy.Least);
        Assert.InRange(busy.LeastOfRest, 0, idle.LeastOfRest);
        Assert.InRange(granted, rounds * Packets / LeaseBlock, 2 * rounds);
        Assert.True(
            busy.Sum <= (granted * OctetsOfFact) + OctetsOfSign,
            $"{busy.Sum} octets for {rounds * Packets} packets each way, with {granted} facts");

        (long Least, long Sum, long LeastOfRest) Measured(Action round)
        {
            var (least, sum, rest) = (long.MaxValue, 0L, long.MaxValue);
            for (var at = 0; at < rounds; at++)
            {
                (_spent, _rest) = (0, long.MaxValue);
                round();
                (least, sum, rest) = (
                    Math.Min(least, _spent), sum + _spent, Math.Min(rest, _rest));
            }

            return (least, sum, rest);
        }
    }

    /// <summary>Questions of a turn, and their answers.</summary>
    private void Round(HousedMember alice, HousedMember moon, CostPeer peer)
    {
        for (var at = 0; at < Packets; at++)
        {
            peer.Ask(_now);
        }

        peer.Flush();
        Elapse(alice, moon, peer);
    }

    private void Until(
        Func<bool> isSo, string what, HousedMember alice, HousedMember moon, CostPeer peer)
    {
        for (var turns = 0; !isSo(); turns++)
        {
            Assert.True(turns < 3_000, $"nobody {what}");
            Elapse(alice, moon, peer);
        }
    }

    /// <summary>Twenty milliseconds.</summary>
    private void Elapse(HousedMember alice, HousedMember moon, CostPeer peer)
    {
        var hasMore = true;
        while (hasMore)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            alice.Shell!.HearAll();
            var heard = GC.GetAllocatedBytesForCurrentThread();
            alice.Turn();
            _rest = Math.Min(_rest, GC.GetAllocatedBytesForCurrentThread() - heard);
            _spent += heard - before;
            moon.Turn();
            hasMore = peer.Turn(_now);
            while (alice.Told.TryDequeue(out var told))
            {
                hasMore = true;
                moon.Hear(1, told.Keys, told.Message);
            }

            while (moon.Told.TryDequeue(out var told))
            {
                hasMore = true;
                alice.Hear(2, told.Keys, told.Message);
            }
        }

        _now += TimeSpan.FromMilliseconds(20);
    }

    private HousedMember Make(int number, string name)
    {
        var psk = System.IO.Path.Combine(_folder, $"{name}.psk");
        File.WriteAllText(psk, Secret);
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(psk, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var member = new HousedMember(
            $$"""
            {
              "cluster": "lab", "self": {{number}},
              "replication": { "lease_block": {{LeaseBlock}} },
              "members": [
                { "number": 1, "name": "alice", "address": "10.255.0.1" },
                { "number": 2, "name": "moon", "address": "10.255.0.2" }
              ],
              "hsrp": {
                "front": {
                  "version": "v2", "group": 1, "address": "192.168.0.{{number}}",
                  "virtual_address": "{{Gateway}}", "priority": 100
                },
                "back": {
                  "version": "v2", "group": 2, "address": "10.1.0.{{number}}",
                  "virtual_address": "10.1.0.5", "priority": 100
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
                Tunnel = $"cost{number}",
                Peers = new Dictionary<string, IpsecConfig.Credentials>
                {
                    ["carol"] = new() { Psk = psk },
                },
            },
            System.IO.Path.Combine(_folder, $"{name}.epoch"), () => _now);
        member.Do(new Input.AtReplication(
            new SaReplication.Input.Connected((byte)(3 - number))));
        return member;
    }

    /// <summary>A peer of the load generator, which allocates on this thread as it likes.</summary>
    private sealed class CostPeer : ILoadCarrier, IDisposable
    {
        private readonly IkePort _port =
            new(HostAddress.Parse(Outside), IkePort.Encapsulated, joins: true);

        private readonly Flow _flow = new(
            new Path(HostAddress.Parse(Outside), HostAddress.Parse(Gateway)),
            IkePort.Encapsulated, IkePort.Encapsulated);

        private readonly LoadTunnels _tunnels;
        private readonly LoadIke _ike;

        public CostPeer()
        {
            LoadSettings settings = new()
            {
                Gateway = HostAddress.Parse(Gateway),
                Peers = 1,
                Secret = Secret,
                From = HostAddress.Parse(Behind),
                To = HostAddress.Parse(Inside),
            };
            var provider = CryptoProviders.Fastest(out _);
            _tunnels = new(settings, _port, _flow, provider);
            _ike = new(settings, _flow, provider, this);
        }

        public bool Has { get; private set; }

        public ulong Answered => _tunnels.Peers[0].Log.Answered;

        public void Begin(Instant now) => _ike.Begin(0, now);

        public void Ask(Instant now) => Assert.True(_tunnels.Ask(0, now));

        public void Flush() => _tunnels.Flush();

        /// <summary>Hears what has come; whether something has.</summary>
        public bool Turn(Instant now)
        {
            _ike.Tick(now);
            var (answered, heard) = (Answered, false);
            _tunnels.Hear(now, (octets, at) =>
            {
                heard = true;
                _ike.Hear(octets, at);
            });
            return heard || Answered != answered;
        }

        public void Send(Items<Octets> octets) => _tunnels.Send(octets);

        public void Up(int peer, EstablishedChild child, KeyMaterial keys)
        {
            _tunnels.Up(peer, child, keys);
            keys.Dispose();
            Has = true;
        }

        public void Down(int peer, Spi inbound) => _tunnels.Down(inbound);

        public void Quiet(int peer, Spi inbound) => _tunnels.Quiet(inbound);

        public void Settled(int peer, bool stands) => Assert.True(stands, _ike.Counts.Failure);

        public void Gone(int peer)
        {
        }

        public void Dispose()
        {
            _ike.Dispose();
            _tunnels.Dispose();
            _port.Dispose();
        }
    }
}
