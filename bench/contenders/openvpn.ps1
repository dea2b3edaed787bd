# OpenVPN with taps, from peer to peer, with TLS and self-made certificates that each side knows by their fingerprints. As it
# comes, but for TCP_NODELAY, which spares it a delay that nobody would want.
foreach ($protocol in 'tcp', 'udp') {
    @{
        Name = "openvpn-$protocol"
        Title = "OpenVPN, tap over $($protocol.ToUpperInvariant()), AES-128-GCM"
        Ours = $false
        Routed = $true
        Package = 'openvpn', 'openssl'
        Program = 'openvpn'
        Version = { ((openvpn --version)[0] -split ' ')[1] }
        # Of the client on host1 and the server on host2.
        Transports = @{ tcp = 'tcp-client', 'tcp-server'; udp = 'udp', 'udp' }[$protocol]
        Options = @{ tcp = '--socket-flags', 'TCP_NODELAY'; udp = @() }[$protocol]
        Start = {
            param($Lab, $Contender)
            $fingerprints = foreach ($name in 'host1', 'host2') {
                $pem = "$($Lab.Folder)/$name.pem"
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=$name `
                    -keyout "$pem.key" -out $pem 2>$null
                (openssl x509 -in $pem -noout -fingerprint -sha256) -replace '^.*='
            }
            $roles = @('--tls-client', '--remote', '10.83.2.1', '--connect-retry', '1'), @('--tls-server', '--dh', 'none')
            $ends = foreach ($number in 1, 2) {
                $pem = "$($Lab.Folder)/host$number.pem"
                $line = 'openvpn', '--dev', 'tap0', '--dev-type', 'tap', '--proto', $Contender.Transports[$number - 1], '--port', '1194',
                    '--ifconfig', "10.10.10.$number", '255.255.255.0', '--data-ciphers', 'AES-128-GCM', '--verb', '4', '--cert', $pem,
                    '--key', "$pem.key", '--peer-fingerprint', $fingerprints[2 - $number] + $roles[$number - 1] + $Contender.Options
                Open-LabProcess $Lab host$number openvpn-host$number $line
            }
            # What it says, not what it was told: with another cipher the comparison would be another one.
            Wait-Lab $Lab 'OpenVPN uses AES-128-GCM' {
                (Get-Content "$($Lab.Folder)/openvpn-host1.log" -ErrorAction Ignore) -match "Data Channel.*cipher 'AES-128-GCM'"
            }
            @{ Target = '10.10.10.2'; ProcessIds = $ends.Id }
        }
    }
}
