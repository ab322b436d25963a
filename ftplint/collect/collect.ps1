<#
.SYNOPSIS
Gathers facts about this IIS server for ftplint into one ZIP, and changes nothing. Run it as administrator:
    powershell -NoProfile -ExecutionPolicy Bypass -File collect.ps1 -Output web01.zip

.DESCRIPTION
The parts of the ZIP, in the order of the sections below:
    config        configuration and schema files of IIS; Remove-Secrets takes the secrets out
    server        Windows, role services, services, processes
    certificates  public certificates of the machine, and who may read their private keys
    tls           protocols and ciphers of Schannel
    network       inbound firewall rules, and what listens
    paths         folders that the FTP sites name: permissions, free space, names of folders, no file
    accounts      accounts that the file names: state, groups, members; local groups
    clients       the certificates of -ClientCertificate, accounts they may map to, trusted issuers
    log           times and results of the newest lines of each FTP log; no name, address or file
    sids          names of the SIDs in these parts
Never collected: private keys, passwords, contents of other files. Folders of other machines are not opened.
Windows may ask a domain controller about accounts, and fetch a CA certificate that is missing in a chain.
#>
#Requires -Version 5.1
[CmdletBinding()]
param(
    [string[]] $ClientCertificate = @(),  # clients: .cer files
    [ValidateRange(1, 10000)] [int] $LogLines = 200,  # log: of each site
    [string] $Output = "ftplint-$env:COMPUTERNAME.zip",
    [string] $ConfigFolder = "$env:windir\System32\inetsrv\config"  # of shared configuration: its folder
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$PSDefaultParameterValues = @{ 'Get-CimInstance:OperationTimeoutSec' = 60 }
if ("$($ExecutionContext.SessionState.LanguageMode)" -ne 'FullLanguage') {
    throw 'PowerShell is in constrained language mode (AppLocker or App Control): sign the script, or have it allowed.'
}
if ([Environment]::Is64BitOperatingSystem -and -not [Environment]::Is64BitProcess) {
    throw "A 32-bit PowerShell sees other files. Start $env:windir\Sysnative\WindowsPowerShell\v1.0\powershell.exe"
}

# ---- Helpers ---------------------------------------------------------------------------------------------------------
function Format-Json($Value) {
    # ConvertTo-Json is for texts only: that of 5.1 has ways of its own for lists, dates and enumerations.
    if ($null -eq $Value) { return 'null' }
    if ($Value -is [datetime]) { $Value = $Value.ToUniversalTime().ToString('s') + 'Z' }
    if ($Value -is [byte[]]) { $Value = [Convert]::ToBase64String($Value) }
    if ($Value -is [string] -or $Value -is [enum]) { return ConvertTo-Json "$Value" }
    if ($Value -is [ValueType]) { return "$Value".ToLowerInvariant() }  # a number, true, false
    if ($Value -is [Collections.IDictionary]) {
        $members = @(foreach ($key in $Value.Keys) { (ConvertTo-Json "$key") + ':' + (Format-Json $Value[$key]) })
        return '{' + ($members -join ',') + '}'
    }
    if ($Value -is [Collections.IEnumerable]) {
        return '[' + (@(foreach ($one in $Value) { Format-Json $one }) -join ",`n") + ']'
    }
    $table = [ordered]@{}  # of an object that Select-Object made
    foreach ($property in $Value.psobject.Properties) { $table[$property.Name] = $property.Value }
    return Format-Json $table
}

function Add-File([string] $Name, [byte[]] $Bytes) {
    $stream = $zip.CreateEntry($Name).Open()
    try { $stream.Write($Bytes, 0, $Bytes.Length) } finally { $stream.Dispose() }
}

function Add-Json([string] $Name, $Value) {
    $script:texts += Format-Json $Value
    Add-File "$Name.json" ([Text.Encoding]::UTF8.GetBytes($texts[-1]))
}

function Get-Known([string] $What, [scriptblock] $Block) {
    # All that the block gives, as a list. If it fails: null, a line in bundle.json, and the script goes on.
    try {
        if ([datetime]::UtcNow -gt $until) { throw 'five minutes are over' }
        return , @(& $Block)
    } catch { if ($missing.Count -lt 50) { $script:missing += "${What}: $($_.Exception.Message)" } }
}

function Add-Part([string] $Name, [Collections.IDictionary] $Questions) {
    # A file of the ZIP: the answers to questions. After five minutes it asks no further one.
    Write-Host "  $Name"
    $script:missing = @()
    $script:until = [datetime]::UtcNow.AddMinutes(5)
    $answers = [ordered]@{}
    foreach ($question in $Questions.Keys) { $answers[$question] = Get-Known $question $Questions[$question] }
    if ($Name -ne 'config') { Add-Json $Name $answers }
    foreach ($line in $missing) { Write-Host "    missing: $line" }
    $parts[$Name] = $missing
}

function Test-Elsewhere([string] $Full) {
    # On another machine, or no full path
    return $Full -notmatch '^[A-Za-z]:[\\/]' -or "$([IO.DriveInfo]::new($Full.Substring(0, 1)).DriveType)" -eq 'Network'
}

function Get-Sid([string] $Name) {
    return [Security.Principal.NTAccount]::new($Name).Translate([Security.Principal.SecurityIdentifier]).Value
}

function Get-Name([string] $Sid) {
    return [Security.Principal.SecurityIdentifier]::new($Sid).Translate([Security.Principal.NTAccount]).Value
}

# ---- Main: the ZIP is opened; it is closed at the end ----------------------------------------------------------------
Add-Type -AssemblyName 'System.IO.Compression', 'System.IO.Compression.FileSystem'
$target = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Output)
$zip = [IO.Compression.ZipFile]::Open($target, 'Create')
$started = [datetime]::UtcNow
$parts = [ordered]@{}
$texts = @()
$given = @{ accounts = @(); roots = @(); virtualDirectories = @(); logs = @() }
$system = $null
$me = [Security.Principal.WindowsPrincipal]::new([Security.Principal.WindowsIdentity]::GetCurrent())
$administrator = $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
Write-Host "Reading; administrator: $administrator"

# ---- Names: what is asked about, from applicationHost.config of this server ------------------------------------------
function Read-Names {
    $xml = [xml]::new()
    $xml.XmlResolver = $null  # fetches nothing that the file may name
    $xml.Load((Join-Path $ConfigFolder 'applicationHost.config'))
    $values = { param($xpath) $xml.SelectNodes($xpath) | ForEach-Object { $_.Value } }
    $site = "//sites/site[bindings/binding[@protocol='ftp']]"
    $rule = '//system.ftpServer//authorization/add'
    $users = & $values "$rule/@users | $rule/@roles | //ftpServer//@userName | $site//virtualDirectory/@userName"
    $logs = & $values '//ftpServer/logFile/@directory | //system.ftpServer/log/centralLogFile/@directory'
    return @{
        accounts = @('IUSR') + @($users -split ',' | ForEach-Object { $_.Trim() })
        roots = @(& $values "$site/application[@path='/']/virtualDirectory[@path='/']/@physicalPath")
        virtualDirectories = @(& $values "$site//virtualDirectory[not(@path='/' and ../@path='/')]/@physicalPath")
        logs = @($logs) + '%SystemDrive%\inetpub\logs\LogFiles'
    }
}

# ---- Part config: byte for byte, but for secrets ---------------------------------------------------------------------
function Remove-Secrets([string] $Text) {
    # Writes ******** over attributes with such a name, over each 'value' but true, false and paths, over 'password=...'
    # in other texts, over the text of elements, and over what IIS has encrypted. Line ends stay.
    $secret = 'pass?w|passp|pwd|secret|token|credential|connectionstring|' +
        '(?:api|session|machine|validation|decryption|private|account|access)[._-]?key'
    $blot = {
        param($found)
        $before, $value = $found.Groups[1].Value, $found.Groups[2].Value
        $stars = $before + ($value -replace '[^\r\n]+', '********')
        if ($value -notmatch '(integrated security|trusted_connection)\s*=\s*(true|yes|sspi)') { return $stars }
        if ($value -match 'pwd|pass') { return $stars }
        return "$stars;Integrated Security=true"  # it has no password, which ftplint asks about
    }
    $key = "(?:key|name)\s*=\s*[""'][^""'<]*(?:$secret)"
    foreach ($quote in '"', "'") {  # what stays: $plain; $path, unless its key is that of a secret
        $plain = "(?!(?:true|false|\[enc:[^:\]]+:[^:\]]*:enc\])$quote)"
        $path = "(?!(?:[a-z]:[\\/]|\\\\|%\w+%)[^;=$quote]*$quote(?!\s+$key))"
        $named = "\s(?:$key[^""'<]*[""']\s+value|[\w.:-]*(?:$secret)[\w.:-]*)\s*=\s*$quote"
        $Text = [regex]::Replace($Text, "(?i)($named)$plain([^$quote<]+)(?=$quote)", $blot)
        $Text = [regex]::Replace($Text, "(?i)(\svalue\s*=\s*$quote)$plain$path([^$quote<]+)(?=$quote)", $blot)
    }
    # password=..., in texts and comments
    $set = "(?<!publickey)(?:$secret)[\w.-]*\s*=\s*(?:&quot;|&apos;|&#3[49];|[""'])?"
    $to = "(?!true\b|false\b|\[enc:)([^\s;""'<>&*-](?:(?!\s*-->)[^;""'<>&\r\n])*)"
    $Text = [regex]::Replace($Text, "(?i)($set)$to", $blot)
    $Text = [regex]::Replace($Text, '(?s)(<!\[CDATA\[)((?:(?!\]\]>|<!\[CDATA\[).)+)', $blot)
    $Text = [regex]::Replace($Text, '(>)([^<>]*[^<>\s][^<>]*)(?=<)', $blot)
    return [regex]::Replace($Text, '(\[enc:[^:\]]+:)([^:\]]+)(?=:enc\])', $blot)
}

function Copy-Config([string] $Name) {
    $bytes = [IO.File]::ReadAllBytes((Join-Path $ConfigFolder $Name))
    $encoding = [Text.Encoding]::GetEncoding(28591)  # a character for each byte: UTF-8 comes back as it was
    $start = "$($bytes | Select-Object -First 2)"
    if ($start -in '255 254', '60 0') { $encoding = [Text.Encoding]::Unicode }  # begins with a mark, or with <
    if ($start -in '254 255', '0 60') { $encoding = [Text.Encoding]::BigEndianUnicode }
    $text = Remove-Secrets ($encoding.GetString($bytes))
    Add-File "config/$Name" ($encoding.GetBytes($text))
}

$own = "$env:windir\System32\inetsrv\config"
Add-Part 'config' ([ordered]@{
    'applicationHost.config' = { Copy-Config 'applicationHost.config' }
    'administration.config' = { Copy-Config 'administration.config' }
    'redirection.config' = { if ($ConfigFolder -eq $own) { Copy-Config 'redirection.config' } }
    schema = {
        foreach ($file in Get-ChildItem -LiteralPath "$own\schema" -Filter *.xml -File) {
            Add-File "schema/$($file.Name)" ([IO.File]::ReadAllBytes($file.FullName))
        }
    }
    names = { $script:given = Read-Names }
    computer = {
        $script:system = Get-CimInstance Win32_ComputerSystem | Select-Object 'PartOfDomain', 'Domain', 'DomainRole'
    }
})
$domain = "$($system | Where-Object { $_.PartOfDomain } | ForEach-Object { $_.Domain })"
$accounts = @($given.accounts | Where-Object { $_ -and $_ -notin '*', '?' } | Select-Object -Unique -First 2000)

# ---- Part server -----------------------------------------------------------------------------------------------------
Add-Part 'server' ([ordered]@{
    windows = { Get-CimInstance Win32_OperatingSystem | Select-Object 'Version', 'Caption' }
    features = { Get-WindowsFeature -Name Web-* | Select-Object 'Name', 'Installed' }
    services = { Get-CimInstance Win32_Service | Select-Object 'Name', 'State', 'StartMode', 'StartName', 'ProcessId' }
    processes = { Get-CimInstance Win32_Process | Select-Object 'Name', 'ProcessId', 'CreationDate' }
    file = { Get-Item -LiteralPath (Join-Path $ConfigFolder 'applicationHost.config') | Select-Object LastWriteTimeUtc }
    iis = { Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\InetStp' | Select-Object 'MajorVersion', 'MinorVersion' }
})

# ---- Part certificates -----------------------------------------------------------------------------------------------
function Get-KeyPermissions($Certificate) {
    # Opens the key by name to learn its file; the key itself is never exported.
    # https://learn.microsoft.com/windows/win32/seccng/key-storage-and-retrieval
    $key = [Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($Certificate)
    if (-not $key) {
        $key = [Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::GetECDsaPrivateKey($Certificate)
    }
    $name = $key.Key.UniqueName
    if ($key.CspKeyContainerInfo) { $name = $key.CspKeyContainerInfo.UniqueKeyContainerName }
    foreach ($folder in 'RSA\MachineKeys', 'Keys', 'SystemKeys', 'RSA\S-1-5-18') {
        $path = "$env:ProgramData\Microsoft\Crypto\$folder\$name"
        if ($name -and (Test-Path -LiteralPath $path)) { return (Get-Acl -LiteralPath $path).Sddl }
    }
}

function Get-Certificate($Certificate, [string] $Store) {
    return [ordered]@{
        store = $Store; subject = $Certificate.Subject; issuer = $Certificate.Issuer
        hasPrivateKey = $Certificate.HasPrivateKey; der = $Certificate.RawData
        keyPermissions = Get-Known "key of $($Certificate.Thumbprint)" {
            if ($Certificate.HasPrivateKey) { Get-KeyPermissions $Certificate }
        }
        chain = Get-Known "chain of $($Certificate.Thumbprint)" {
            $chain = [Security.Cryptography.X509Certificates.X509Chain]::new($true)  # with the stores of the machine
            $chain.ChainPolicy.RevocationMode = 'Offline'  # only what Windows knows already
            $chain.ChainPolicy.UrlRetrievalTimeout = [TimeSpan]::FromSeconds(5)
            [void] $chain.Build($Certificate)
            $chain.ChainStatus | ForEach-Object { $_.Status }
        }
    }
}

Add-Part 'certificates' ([ordered]@{
    certificates = {
        foreach ($store in 'My', 'WebHosting' | Where-Object { Test-Path "Cert:\LocalMachine\$_" }) {
            foreach ($one in Get-ChildItem "Cert:\LocalMachine\$store") { Get-Certificate $one $store }
        }
    }
})

# ---- Part tls --------------------------------------------------------------------------------------------------------
# https://learn.microsoft.com/windows-server/security/tls/tls-registry-settings
$schannel = 'HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL'
Add-Part 'tls' ([ordered]@{
    protocols = {
        Get-ChildItem "$schannel\Protocols" -Recurse | Get-ItemProperty |
            Select-Object 'PSPath', 'Enabled', 'DisabledByDefault'
    }
    ciphers = {
        foreach ($key in Get-ChildItem "$schannel\Ciphers") { @{ key = $key.Name; enabled = $key.GetValue('Enabled') } }
    }
})

# ---- Part network ----------------------------------------------------------------------------------------------------
$active = @{ PolicyStore = 'ActiveStore'; ErrorAction = 'Stop' }  # these do not see $ErrorActionPreference
Add-Part 'network' ([ordered]@{
    # ftplint joins rules and filters by InstanceID: to ask for the filters of each rule takes minutes
    rules = {
        Get-NetFirewallRule @active -Direction Inbound |
            Select-Object 'InstanceID', 'DisplayName', 'Enabled', 'Action', 'Profile'
    }
    ports = { Get-NetFirewallPortFilter @active | Select-Object 'InstanceID', 'Protocol', 'LocalPort' }
    programs = { Get-NetFirewallApplicationFilter @active | Select-Object 'InstanceID', 'Program' }
    services = { Get-NetFirewallServiceFilter @active | Select-Object 'InstanceID', 'Service' }
    addresses = { Get-NetFirewallAddressFilter @active | Select-Object 'InstanceID', 'RemoteAddress' }
    profiles = { Get-NetFirewallProfile @active | Select-Object 'Name', 'Enabled', 'DefaultInboundAction' }
    networks = { Get-NetConnectionProfile -ErrorAction Stop | Select-Object NetworkCategory }
    settings = { Get-NetFirewallSetting @active | Select-Object EnableStatefulFtp }
    listeners = {
        Get-NetTCPConnection -State Listen -ErrorAction Stop |
            Select-Object 'LocalAddress', 'LocalPort', 'OwningProcess'
    }
})

# ---- Part paths ------------------------------------------------------------------------------------------------------
function Get-Folder([string] $Path, [string] $Use, [bool] $List) {
    # A path, and if its folders are listed those among them that user isolation may look for
    # https://learn.microsoft.com/iis/configuration/system.applicationhost/sites/site/ftpserver/userisolation/
    $full = [Environment]::ExpandEnvironmentVariables($Path)
    $facts = [ordered]@{ path = $Path; use = $Use; expanded = $full; elsewhere = Test-Elsewhere $full }
    if ($facts.elsewhere) { return $facts }
    $facts.attributes = Get-Known $Path {
        try { [int] [IO.File]::GetAttributes($full) }
        catch [IO.FileNotFoundException], [IO.DirectoryNotFoundException] { -1 }  # nothing is there
    }
    if (-not $facts.attributes -or $facts.attributes[0] -eq -1) { return $facts }
    $facts.target = Get-Known "link $Path" { (Get-Item -LiteralPath $full -Force).Target }
    if ($null -eq $facts.target -or "$($facts.target)" -match '^([\\/]{2}|UNC\\)') { return $facts }  # elsewhere
    $facts.permissions = Get-Known "permissions of $Path" { (Get-Acl -LiteralPath $full).Sddl }
    $facts.free = Get-Known "free space of $Path" {  # not below a link or a mounted volume (0x400): of another drive
        for ($up = $full.TrimEnd('\', '/'); $up.Length -gt 3; $up = [IO.Path]::GetDirectoryName($up)) {
            if ([int] [IO.File]::GetAttributes($up) -band 0x400) { return }
        }
        [IO.DriveInfo]::new($full.Substring(0, 1)).AvailableFreeSpace
    }
    if (-not $List) { return $facts }
    $facts.folders = Get-Known "folders of $Path" {
        [IO.Directory]::EnumerateDirectories($full) | ForEach-Object { [IO.Path]::GetFileName($_) } |
            Select-Object -First 2000
    }
    $facts
    foreach ($name in $facts.folders | Where-Object { $_ -in $users -or $_ -in $domains }) {
        Get-Folder "$($Path.TrimEnd('\'))\$name" 'home' ($Use -eq 'root' -and $name -in $domains)
    }
}

$users = @($accounts | ForEach-Object { $_.Split('\')[-1].Split('@')[0] }) + 'Public' + 'default'
$domains = @($accounts | Where-Object { $_.Contains('\') } | ForEach-Object { $_.Split('\')[0] }) + 'LocalUser' +
    $domain.Split('.')[0]
Add-Part 'paths' ([ordered]@{
    paths = {
        foreach ($path in $given.roots | Select-Object -Unique) { Get-Folder $path 'root' $true }
        foreach ($path in $given.virtualDirectories | Select-Object -Unique) { Get-Folder $path 'virtual directory' }
        foreach ($path in $given.logs | Select-Object -Unique) { Get-Folder $path 'log' }
    }
})

# ---- Part accounts ---------------------------------------------------------------------------------------------------
function ConvertTo-LdapText([string] $Text) {
    # https://learn.microsoft.com/windows/win32/adsi/search-filter-syntax
    return [regex]::Replace($Text, '[\\*()\x00]', { param($found) '\{0:x2}' -f [int] [char] $found.Value })
}

function Find-InDomain([string] $Where, [string] $Filter, [string] $Scope, [string[]] $Wanted) {
    # These attributes of what the directory finds, SIDs as texts. Without paging it answers with 1000 entries at most.
    $searcher = [DirectoryServices.DirectorySearcher]::new([ADSI] "LDAP://$Where", $Filter, $Wanted, $Scope)
    $searcher.ClientTimeout = [TimeSpan]::FromSeconds(30)
    $searcher.ServerTimeLimit = [TimeSpan]::FromSeconds(30)
    foreach ($one in $searcher.FindAll()) {
        $entry = [ordered]@{}
        foreach ($name in $Wanted) {
            $entry[$name] = @(foreach ($value in $one.Properties[$name.ToLowerInvariant()]) {
                if ($value -isnot [byte[]]) { $value; continue }
                [Security.Principal.SecurityIdentifier]::new($value, 0).Value
            })
        }
        $entry
    }
}

function Get-Members([string] $Group) {
    # Of a local group, by the ends of their paths: WinNT://CORP/jane, WinNT://NT AUTHORITY/IUSR, WinNT://S-1-5-21-...
    foreach ($one in ([ADSI] "WinNT://$env:COMPUTERNAME/$Group,group").Invoke('Members')) {
        $names = ([ADSI] $one).Path.Split('/')
        if ($names[-1] -match '^S-1-') { $names[-1] } else { Get-Sid "$($names[-2])\$($names[-1])" }
    }
}

function Get-Account([string] $Name) {
    $account = [ordered]@{ name = $Name }
    $account.sid = Get-Known $Name {
        try { Get-Sid $Name } catch [Security.Principal.IdentityNotMappedException] { 'none' }
    }
    $sid = "$($account.sid)"
    if ($sid -notmatch '^S-1-5-21-' -or $sid -in $localGroups) { return $account }
    $of, $short = "$(Get-Known $Name { Get-Name $sid })".Split('\')
    if ($of -eq $env:COMPUTERNAME) {
        $account.user = Get-Known $Name {
            $user = [ADSI] "WinNT://$env:COMPUTERNAME/$short,user"
            $expires = $user.Properties['AccountExpirationDate'].Value
            @{ flags = $user.UserFlags.Value; passwordExpired = $user.PasswordExpired.Value; expires = $expires }
        }
    }
    if ($of -in '', $env:COMPUTERNAME) { return $account }
    $account.entry = Get-Known $Name { Find-InDomain "$of/<SID=$sid>" '(objectClass=*)' 'Base' ($state + $membership) }
    $account.members = Get-Known "members of $Name" {  # of groups in it, too: LDAP_MATCHING_RULE_IN_CHAIN
        foreach ($group in $account.entry | Where-Object { $_.objectClass -contains 'group' }) {
            $chain = "memberOf:1.2.840.113556.1.4.1941:=$(ConvertTo-LdapText $group.distinguishedName[0])"
            $filter = "(|($chain)(primaryGroupID=$($sid.Split('-')[-1])))"
            Find-InDomain $of $filter 'Subtree' 'objectSid' | ForEach-Object { $_.objectSid }
        }
    }
    return $account
}

$state = 'userAccountControl', 'msDS-User-Account-Control-Computed', 'accountExpires'
$membership = 'objectClass', 'distinguishedName', 'tokenGroups', 'msIIS-FTPRoot', 'msIIS-FTPDir'
$localGroups = @()
Add-Part 'accounts' ([ordered]@{
    domainUsers = {  # the SID of a group whose name begins with the short name of the domain
        if (-not $domain) { return }
        [Security.Principal.SecurityIdentifier]::new(([ADSI] "LDAP://$domain").objectSid.Value, 0).Value + '-513'
    }
    groups = {
        foreach ($one in Get-CimInstance Win32_Group -Filter 'LocalAccount = True') {
            $script:localGroups += $one.SID
            [ordered]@{ sid = $one.SID; members = Get-Known "group $($one.Name)" { Get-Members $one.Name } }
        }
    }
    accounts = { foreach ($one in $accounts) { Get-Account $one } }
})

# ---- Part clients ----------------------------------------------------------------------------------------------------
function Read-Certificate([string] $File) {
    $kind = [Security.Cryptography.X509Certificates.X509Certificate2]::GetCertContentType($File)
    if ("$kind" -ne 'Cert') { throw "$File is more than a certificate" }
    return [Security.Cryptography.X509Certificates.X509Certificate2]::new($File)
}

function Find-Mapped($Certificate) {
    # Accounts that the certificate may map to (https://support.microsoft.com/help/5014754); ftplint works out which
    $serial = [BitConverter]::ToString($Certificate.GetSerialNumber()).Replace('-', '')  # in the order of a mapping
    $values = $serial, $Certificate.Thumbprint, $Certificate.Extensions['2.5.29.14'].SubjectKeyIdentifier
    $values += $Certificate.GetNameInfo('SimpleName', $false), $Certificate.GetNameInfo('EmailName', $false)
    $terms = @($values -ne $null -ne '' | ForEach-Object { "altSecurityIdentities=X509:*$(ConvertTo-LdapText $_)*" })
    $upn = $Certificate.GetNameInfo('UpnName', $false)
    if ($upn) { $terms += "userPrincipalName=$(ConvertTo-LdapText $upn)" }
    $sid = $Certificate.Extensions['1.3.6.1.4.1.311.25.2']  # of the account, as text in ASCII
    $text = "$(if ($sid) { [Text.Encoding]::ASCII.GetString($sid.RawData) })"
    if ($text -match 'S-1-5-21-[\d-]+') { $terms += "objectSid=$($Matches[0])" }
    $wanted = $state + 'objectSid', 'altSecurityIdentities', 'userPrincipalName'
    $found = @(Find-InDomain $domain "(|($($terms -join ')(')))" 'Subtree' $wanted)
    return [ordered]@{ thumbprint = $Certificate.Thumbprint; entries = $found }
}

$clients = @()
Add-Part 'clients' ([ordered]@{
    certificates = {
        foreach ($file in $ClientCertificate -split ',' | Where-Object { $_ } | Get-Item) {
            $script:clients += Read-Certificate $file.FullName
        }
        foreach ($one in $clients) { Get-Certificate $one 'given' }
    }
    accounts = { foreach ($one in $clients) { Find-Mapped $one } }
    trustedIssuers = { Get-ChildItem 'Cert:\LocalMachine\Root' | Select-Object 'Thumbprint', 'Subject' }
    clientIssuers = { Get-ChildItem 'Cert:\LocalMachine\ClientAuthIssuer' | Select-Object 'Thumbprint', 'Subject' }
    ntAuth = {  # as this server knows it; below: as the domain does
        $key = 'HKLM:\SOFTWARE\Microsoft\EnterpriseCertificates\NTAuth\Certificates'
        Get-ChildItem $key | Select-Object 'PSChildName'
    }
    ntAuthDirectory = {
        if (-not $domain) { return }
        $top = ([ADSI] "LDAP://$domain/RootDSE").configurationNamingContext.Value
        $store = [ADSI] "LDAP://$domain/CN=NTAuthCertificates,CN=Public Key Services,CN=Services,$top"
        $store.cACertificate | ForEach-Object { [Convert]::ToBase64String($_) }
    }
    schannel = {
        Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL' |
            Select-Object 'CertificateMappingMethods', 'SendTrustedIssuerList', 'ClientAuthTrustMode'
    }
    kdc = {  # https://support.microsoft.com/help/5014754
        Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Services\Kdc' -ErrorAction Ignore |
            Select-Object 'StrongCertificateBindingEnforcement'
    }
})

# ---- Part log --------------------------------------------------------------------------------------------------------
function Get-LogLines([string] $File) {
    # Not who, from where, and which file: only these columns
    $columns = 'date', 'time', 'sc-status', 'sc-win32-status', 'sc-substatus'
    $fields = @()
    $head = Get-Content -LiteralPath $File -TotalCount 20 -Encoding UTF8 | Where-Object { $_.StartsWith('#') }
    $tail = Get-Content -LiteralPath $File -Tail $LogLines -Encoding UTF8
    $values = @(foreach ($line in @($head) + @($tail)) {
        if ($line.StartsWith('#Fields: ')) { $fields = $line.Substring(9).Split(' ') }
        if ($line -match '^(#|$)') { continue }
        $cells = $line.Split(' ')
        , @(foreach ($column in $columns) {
            $at = [array]::IndexOf($fields, $column)
            if ($at -ge 0 -and $at -lt $cells.Count) { $cells[$at] } else { '-' }
        })
    })
    [ordered]@{ file = $File; fields = $columns; values = $values }
}

Add-Part 'log' ([ordered]@{
    lines = {
        foreach ($folder in $given.logs | Select-Object -Unique) {
            $folder = [Environment]::ExpandEnvironmentVariables($folder)
            if ((Test-Elsewhere $folder) -or -not (Test-Path -LiteralPath $folder)) { continue }
            foreach ($site in Get-ChildItem -LiteralPath $folder -Filter FTPSVC* -Directory) {
                Get-ChildItem -LiteralPath $site.FullName -Filter *.log -File | Sort-Object LastWriteTimeUtc |
                    Select-Object -Last 1 | ForEach-Object { Get-LogLines $_.FullName }
            }
        }
    }
})

# ---- Part sids -------------------------------------------------------------------------------------------------------
# Every SID in what was written, and every abbreviation of one in permissions (;;;BA): its full form and its name
$found = [regex]::Matches("$texts", '(?<=;;;)[A-Z]{2}|(?<=O:)[A-Z]{2}|S-1-\d+(?:-\d+)+')
$named = [ordered]@{}
Add-Part 'sids' ([ordered]@{
    sids = {
        foreach ($sid in $found | ForEach-Object { $_.Value } | Sort-Object -Unique) {
            $named[$sid] = Get-Known $sid {
                [Security.Principal.SecurityIdentifier]::new($sid).Value
                try { Get-Name $sid } catch [Security.Principal.IdentityNotMappedException] { }  # it was deleted
            }
        }
        $named
    }
})

# ---- The end ---------------------------------------------------------------------------------------------------------
Add-Json 'bundle' ([ordered]@{
    format = 'ftplint-evidence'; version = 2; collected = $started; collector = 'ftplint'
    computer = $env:COMPUTERNAME; system = $system; administrator = $administrator; parts = $parts
})
$zip.Dispose()
Write-Host "Written: $target. Look into it, then run where ftplint is: ftplint check $(Split-Path -Leaf $Output)"
