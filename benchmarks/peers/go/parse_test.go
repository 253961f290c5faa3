// Package peer times gopacket over the corpus that `corpus DIR` of the benchmarks writes.
// gopacket has no layer for ESP in UDP, IKE or HSRP: it stops at UDP and leaves the rest as octets.
package peer

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
)

var rows = []string{"ESP", "IKE", "HSRP", "mix"}

func load(b *testing.B, row string) [][]byte {
	b.Helper()
	file, err := os.Open(filepath.Join(os.Getenv("CORPUS"), row+".pcap"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	reader, err := pcapgo.NewReader(file)
	if err != nil {
		b.Fatal(err)
	}
	var packets [][]byte
	for {
		data, _, err := reader.ReadPacketData()
		if err == io.EOF {
			return packets
		}
		if err != nil {
			b.Fatal(err)
		}
		packets = append(packets, data)
	}
}

var sum uint64

func BenchmarkDecodingLayerParser(b *testing.B) {
	for _, row := range rows {
		packets := load(b, row)
		b.Run(row, func(b *testing.B) {
			var ethernet layers.Ethernet
			var ip layers.IPv4
			var udp layers.UDP
			parser := gopacket.NewDecodingLayerParser(
				layers.LayerTypeEthernet, &ethernet, &ip, &udp)
			parser.IgnoreUnsupported = true
			decoded := make([]gopacket.LayerType, 0, 8)
			b.ReportAllocs()
			b.ResetTimer()
			for i := 0; i < b.N; i++ {
				err := parser.DecodeLayers(packets[i%len(packets)], &decoded)
				if err != nil || len(decoded) != 3 {
					b.Fatal(err, decoded)
				}
				sum += uint64(ip.Length) + uint64(udp.SrcPort) + uint64(udp.DstPort) +
					uint64(len(udp.Payload))
			}
		})
	}
}

func BenchmarkNewPacket(b *testing.B) {
	for _, row := range rows {
		packets := load(b, row)
		b.Run(row, func(b *testing.B) {
			options := gopacket.DecodeOptions{Lazy: false, NoCopy: true}
			b.ReportAllocs()
			for i := 0; i < b.N; i++ {
				packet := gopacket.NewPacket(
					packets[i%len(packets)], layers.LayerTypeEthernet, options)
				udp, ok := packet.TransportLayer().(*layers.UDP)
				if !ok {
					b.Fatal(packet)
				}
				sum += uint64(udp.SrcPort) + uint64(udp.DstPort) + uint64(len(udp.Payload))
			}
		})
	}
}
