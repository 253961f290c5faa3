namespace Holdfast.Protocol.Cryptography;

/// <summary>What the keyed functions are like.</summary>
public static class MacAlgorithms
{
    extension(MacAlgorithm algorithm)
    {
        /// <summary>Octets of the whole result.</summary>
        public int OutputLength => algorithm switch
        {
            MacAlgorithm.None => 0,
            MacAlgorithm.HmacMd5 => 16,
            MacAlgorithm.HmacSha1 => 20,
            MacAlgorithm.HmacSha256 => 32,
            MacAlgorithm.HmacSha384 => 48,
            MacAlgorithm.HmacSha512 => 64,
            MacAlgorithm.AesXcbc => 16,
            MacAlgorithm.AesCmac => 16,
        };

        /// <summary>Whether it is an HMAC, which takes keys of any length.</summary>
        public bool IsHmac => algorithm is MacAlgorithm.HmacMd5 or MacAlgorithm.HmacSha1
            or MacAlgorithm.HmacSha256 or MacAlgorithm.HmacSha384 or MacAlgorithm.HmacSha512;

        /// <summary>Whether it takes a key of that many octets; AES takes 16 only.</summary>
        public bool TakesKey(int octets) => algorithm.IsHmac || octets == 16;
    }
}
